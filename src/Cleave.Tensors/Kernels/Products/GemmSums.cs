using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// The sums of a register block, up to 12 rows of one or two vectors. Fields, not an array, because only those live in registers; those that a block has no
/// use for vanish.
/// </summary>
internal unsafe struct GemmSums<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    private TVector _row0Left, _row0Right;
    private TVector _row1Left, _row1Right;
    private TVector _row2Left, _row2Right;
    private TVector _row3Left, _row3Right;
    private TVector _row4Left, _row4Right;
    private TVector _row5Left, _row5Right;
    private TVector _row6Left, _row6Right;
    private TVector _row7Left, _row7Right;
    private TVector _row8Left, _row8Right;
    private TVector _row9Left, _row9Right;
    private TVector _row10Left, _row10Right;
    private TVector _row11Left, _row11Right;

    /// <summary>Memory takes less time to fetch the block than <see cref="Multiply"/> takes to end in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<TRows>(float* c, nint row)
        where TRows : struct, IGemmCount
    {
        Fetch(c);
        if (TRows.Value > 1)
            Fetch(c + row);
        if (TRows.Value > 2)
            Fetch(c + (2 * row));
        if (TRows.Value > 3)
            Fetch(c + (3 * row));
        if (TRows.Value > 4)
            Fetch(c + (4 * row));
        if (TRows.Value > 5)
            Fetch(c + (5 * row));
        if (TRows.Value > 6)
            Fetch(c + (6 * row));
        if (TRows.Value > 7)
            Fetch(c + (7 * row));
        if (TRows.Value > 8)
            Fetch(c + (8 * row));
        if (TRows.Value > 9)
            Fetch(c + (9 * row));
        if (TRows.Value > 10)
            Fetch(c + (10 * row));
        if (TRows.Value > 11)
            Fetch(c + (11 * row));
    }

    /// <summary>
    /// Adds all steps. Eight go at a time where it is known in advance how far they lie apart in A: of a processor's slots for instructions, which a neighbour's
    /// thread may take half of, few are then left to counting.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply<TRows, TColumns, TStep>(GemmTile* tile, float* a, float* b)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        var k = tile->K;
        float* a1 = a + tile->RowA, a2 = a1 + tile->RowA;
        var row3 = 3 * tile->RowA;
        nint stepB = TColumns.Value * TLanes.Width;
        if (TStep.Value > 0)
        {
            nint step = TStep.Value;
            for (; k >= 8; k -= 8, a += 8 * step, a1 += 8 * step, a2 += 8 * step, b += 8 * stepB)
            {
                Step<TRows, TColumns>(a, a1, a2, row3, 0, b, 0);
                Step<TRows, TColumns>(a, a1, a2, row3, step, b, stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 2 * step, b, 2 * stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 3 * step, b, 3 * stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 4 * step, b, 4 * stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 5 * step, b, 5 * stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 6 * step, b, 6 * stepB);
                Step<TRows, TColumns>(a, a1, a2, row3, 7 * step, b, 7 * stepB);
            }

            for (; k > 0; k--, a += step, a1 += step, a2 += step, b += stepB)
                Step<TRows, TColumns>(a, a1, a2, row3, 0, b, 0);
        }
        else
        {
            stepB = tile->StepB > 0 ? tile->StepB : stepB;
            for (; k > 0; k--, a += tile->StepA, a1 += tile->StepA, a2 += tile->StepA, b += stepB)
                Step<TRows, TColumns>(a, a1, a2, row3, 0, b, 0);
        }
    }

    /// <summary>Multiplies all sums by a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale<TRows>(float by)
        where TRows : struct, IGemmCount
    {
        var factor = TLanes.Broadcast(by);
        Scale(factor, ref _row0Left, ref _row0Right);
        if (TRows.Value > 1)
            Scale(factor, ref _row1Left, ref _row1Right);
        if (TRows.Value > 2)
            Scale(factor, ref _row2Left, ref _row2Right);
        if (TRows.Value > 3)
            Scale(factor, ref _row3Left, ref _row3Right);
        if (TRows.Value > 4)
            Scale(factor, ref _row4Left, ref _row4Right);
        if (TRows.Value > 5)
            Scale(factor, ref _row5Left, ref _row5Right);
        if (TRows.Value > 6)
            Scale(factor, ref _row6Left, ref _row6Right);
        if (TRows.Value > 7)
            Scale(factor, ref _row7Left, ref _row7Right);
        if (TRows.Value > 8)
            Scale(factor, ref _row8Left, ref _row8Right);
        if (TRows.Value > 9)
            Scale(factor, ref _row9Left, ref _row9Right);
        if (TRows.Value > 10)
            Scale(factor, ref _row10Left, ref _row10Right);
        if (TRows.Value > 11)
            Scale(factor, ref _row11Left, ref _row11Right);
    }

    /// <summary>Adds the first <paramref name="columns"/> of what C holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Include<TRows>(float* c, nint row, int columns)
        where TRows : struct, IGemmCount
    {
        Include(c, columns, ref _row0Left, ref _row0Right);
        if (TRows.Value > 1)
            Include(c + row, columns, ref _row1Left, ref _row1Right);
        if (TRows.Value > 2)
            Include(c + (2 * row), columns, ref _row2Left, ref _row2Right);
        if (TRows.Value > 3)
            Include(c + (3 * row), columns, ref _row3Left, ref _row3Right);
        if (TRows.Value > 4)
            Include(c + (4 * row), columns, ref _row4Left, ref _row4Right);
        if (TRows.Value > 5)
            Include(c + (5 * row), columns, ref _row5Left, ref _row5Right);
        if (TRows.Value > 6)
            Include(c + (6 * row), columns, ref _row6Left, ref _row6Right);
        if (TRows.Value > 7)
            Include(c + (7 * row), columns, ref _row7Left, ref _row7Right);
        if (TRows.Value > 8)
            Include(c + (8 * row), columns, ref _row8Left, ref _row8Right);
        if (TRows.Value > 9)
            Include(c + (9 * row), columns, ref _row9Left, ref _row9Right);
        if (TRows.Value > 10)
            Include(c + (10 * row), columns, ref _row10Left, ref _row10Right);
        if (TRows.Value > 11)
            Include(c + (11 * row), columns, ref _row11Left, ref _row11Right);
    }

    /// <summary>Writes the first <paramref name="columns"/> to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<TRows>(float* c, nint row, int columns)
        where TRows : struct, IGemmCount
    {
        Store(c, columns, _row0Left, _row0Right);
        if (TRows.Value > 1)
            Store(c + row, columns, _row1Left, _row1Right);
        if (TRows.Value > 2)
            Store(c + (2 * row), columns, _row2Left, _row2Right);
        if (TRows.Value > 3)
            Store(c + (3 * row), columns, _row3Left, _row3Right);
        if (TRows.Value > 4)
            Store(c + (4 * row), columns, _row4Left, _row4Right);
        if (TRows.Value > 5)
            Store(c + (5 * row), columns, _row5Left, _row5Right);
        if (TRows.Value > 6)
            Store(c + (6 * row), columns, _row6Left, _row6Right);
        if (TRows.Value > 7)
            Store(c + (7 * row), columns, _row7Left, _row7Right);
        if (TRows.Value > 8)
            Store(c + (8 * row), columns, _row8Left, _row8Right);
        if (TRows.Value > 9)
            Store(c + (9 * row), columns, _row9Left, _row9Right);
        if (TRows.Value > 10)
            Store(c + (10 * row), columns, _row10Left, _row10Right);
        if (TRows.Value > 11)
            Store(c + (11 * row), columns, _row11Left, _row11Right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* c)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(c);
        Sse.Prefetch0(c + TLanes.Width);
    }

    // A number of each row of A times one or two vectors of B. Rows 0 to 2 begin at three pointers, 3 to 5 row3 further, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step<TRows, TColumns>(float* a, float* a1, float* a2, nint row3, nint at, float* b, nint atB)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
    {
        var b0 = TLanes.Load(b + atB);
        var b1 = TColumns.Value > 1 ? TLanes.Load(b + atB + TLanes.Width) : default;
        Add<TColumns>(a[at], b0, b1, ref _row0Left, ref _row0Right);
        if (TRows.Value > 1)
            Add<TColumns>(a1[at], b0, b1, ref _row1Left, ref _row1Right);
        if (TRows.Value > 2)
            Add<TColumns>(a2[at], b0, b1, ref _row2Left, ref _row2Right);
        if (TRows.Value > 3)
            Add<TColumns>(*(a + row3 + at), b0, b1, ref _row3Left, ref _row3Right);
        if (TRows.Value > 4)
            Add<TColumns>(*(a1 + row3 + at), b0, b1, ref _row4Left, ref _row4Right);
        if (TRows.Value > 5)
            Add<TColumns>(*(a2 + row3 + at), b0, b1, ref _row5Left, ref _row5Right);
        if (TRows.Value > 6)
            Add<TColumns>(*(a + (2 * row3) + at), b0, b1, ref _row6Left, ref _row6Right);
        if (TRows.Value > 7)
            Add<TColumns>(*(a1 + (2 * row3) + at), b0, b1, ref _row7Left, ref _row7Right);
        if (TRows.Value > 8)
            Add<TColumns>(*(a2 + (2 * row3) + at), b0, b1, ref _row8Left, ref _row8Right);
        if (TRows.Value > 9)
            Add<TColumns>(*(a + (3 * row3) + at), b0, b1, ref _row9Left, ref _row9Right);
        if (TRows.Value > 10)
            Add<TColumns>(*(a1 + (3 * row3) + at), b0, b1, ref _row10Left, ref _row10Right);
        if (TRows.Value > 11)
            Add<TColumns>(*(a2 + (3 * row3) + at), b0, b1, ref _row11Left, ref _row11Right);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(TVector factor, ref TVector left, ref TVector right)
    {
        left = TLanes.Multiply(left, factor);
        right = TLanes.Multiply(right, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Include(float* c, int columns, ref TVector left, ref TVector right)
    {
        left = TLanes.Add(columns < TLanes.Width ? TLanes.Load(c, columns) : TLanes.Load(c), left);
        if (columns > TLanes.Width)
            right = TLanes.Add(columns < 2 * TLanes.Width ? TLanes.Load(c + TLanes.Width, columns - TLanes.Width) : TLanes.Load(c + TLanes.Width), right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, int columns, TVector left, TVector right)
    {
        if (columns < TLanes.Width)
            TLanes.Store(c, left, columns);
        else
            TLanes.Store(c, left);
        if (columns == 2 * TLanes.Width)
            TLanes.Store(c + TLanes.Width, right);
        else if (columns > TLanes.Width)
            TLanes.Store(c + TLanes.Width, right, columns - TLanes.Width);
    }
}
