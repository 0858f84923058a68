using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>The sums of a register block. Fields, not an array, because only those live in registers; unused ones vanish.</summary>
internal unsafe struct GemmSums<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    public TVector C0x0, C0x1;
    public TVector C1x0, C1x1;
    public TVector C2x0, C2x1;
    public TVector C3x0, C3x1;
    public TVector C4x0, C4x1;
    public TVector C5x0, C5x1;
    public TVector C6x0, C6x1;
    public TVector C7x0, C7x1;
    public TVector C8x0, C8x1;
    public TVector C9x0, C9x1;
    public TVector C10x0, C10x1;
    public TVector C11x0, C11x1;

    /// <summary>Adds one step, <paramref name="at"/> in A and <paramref name="atB"/> in B: a number of each row of A times one or two vectors of B. Rows 0 to 2 begin at the three pointers, rows 3 to 5 <paramref name="row3"/> further, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TRows, TColumns>(float* a, float* a1, float* a2, nint row3, nint at, float* b, nint atB)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
    {
        var b0 = TLanes.Load(b + atB);
        var b1 = TColumns.Value > 1 ? TLanes.Load(b + atB + TLanes.Width) : default;
        Add<TColumns>(a[at], b0, b1, ref C0x0, ref C0x1);
        if (TRows.Value > 1)
            Add<TColumns>(a1[at], b0, b1, ref C1x0, ref C1x1);
        if (TRows.Value > 2)
            Add<TColumns>(a2[at], b0, b1, ref C2x0, ref C2x1);
        if (TRows.Value > 3)
            Add<TColumns>(*(a + row3 + at), b0, b1, ref C3x0, ref C3x1);
        if (TRows.Value > 4)
            Add<TColumns>(*(a1 + row3 + at), b0, b1, ref C4x0, ref C4x1);
        if (TRows.Value > 5)
            Add<TColumns>(*(a2 + row3 + at), b0, b1, ref C5x0, ref C5x1);
        if (TRows.Value > 6)
            Add<TColumns>(*(a + (2 * row3) + at), b0, b1, ref C6x0, ref C6x1);
        if (TRows.Value > 7)
            Add<TColumns>(*(a1 + (2 * row3) + at), b0, b1, ref C7x0, ref C7x1);
        if (TRows.Value > 8)
            Add<TColumns>(*(a2 + (2 * row3) + at), b0, b1, ref C8x0, ref C8x1);
        if (TRows.Value > 9)
            Add<TColumns>(*(a + (3 * row3) + at), b0, b1, ref C9x0, ref C9x1);
        if (TRows.Value > 10)
            Add<TColumns>(*(a1 + (3 * row3) + at), b0, b1, ref C10x0, ref C10x1);
        if (TRows.Value > 11)
            Add<TColumns>(*(a2 + (3 * row3) + at), b0, b1, ref C11x0, ref C11x1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TColumns>(float x, TVector b0, TVector b1, ref TVector left, ref TVector right)
        where TColumns : struct, IGemmCount
    {
        var factor = TLanes.Broadcast(x);
        left = TLanes.MultiplyAdd(factor, b0, left);
        if (TColumns.Value > 1)
            right = TLanes.MultiplyAdd(factor, b1, right);
    }
}
