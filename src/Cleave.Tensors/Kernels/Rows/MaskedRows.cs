using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// y = x·ρ(g + (1 − g)·u − δ) row by row, the mask never stored; or, when <see cref="Dy"/> is given, its gradients, for which the mask is
/// made once more. Rows of u may serve several rows of x; δ and ρ are one number a row, 0 and 1 where they are null.
/// </summary>
internal unsafe struct MaskedRows : IParts
{
    public float* X;
    public float* G;
    public float* U;
    public float* Delta;
    public float* Route;
    public float* Dy;
    public float* Y;
    public float* Dx;
    public float* Dg;
    public float* Du;
    public float* Ddelta;
    public long Rows;
    public long Width;
    public SharedRows Sharing;

    private readonly long RowsPerPart => Math.Max(1, Elementwise.PartLength / Math.Max(1, Width));

    /// <summary>Runs all parts.</summary>
    public static void Run(Workers workers, MaskedRows rows) =>
        workers.Run(checked((int)((rows.Rows + rows.RowsPerPart - 1) / rows.RowsPerPart)), ref rows);

    public readonly void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Part<V512>(part);
        else if (Vector256.IsHardwareAccelerated)
            Part<V256>(part);
        else
            Part<V128>(part);
    }

    private readonly void Part<V>(int part)
        where V : unmanaged, ISimd<V>
    {
        var (row, end) = (part * RowsPerPart, Math.Min(Rows, (part + 1) * RowsPerPart));
        if (Dy is null)
            Forward<V>(row, end);
        else
            Backward<V>(row, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Forward<V>(long row, long end)
        where V : unmanaged, ISimd<V>
    {
        var (width, isShared) = (Width, !Sharing.IsEach(Rows));
        float* x = X + (row * width), g = G + (row * width), y = Y + (row * width);
        for (; row < end; row++, x += width, g += width, y += width)
        {
            var u = U + ((isShared ? Sharing.Of(row) : row) * width);
            float delta = Delta is null ? 0f : Delta[row], route = Route is null ? 1f : Route[row];
            long i = 0;
            for (; i <= width - V.Width; i += V.Width)
                Masked<V>(x + i, Mask(V.Load(g + i), V.Load(u + i), V.Fill(delta), V.Fill(route)), y + i);
            for (; i <= width - V128.Width; i += V128.Width)
                Masked<V128>(x + i, Mask(V128.Load(g + i), V128.Load(u + i), V128.Fill(delta), V128.Fill(route)), y + i);
            for (; i < width; i++)
                Masked<V1>(x + i, Mask(V1.Load(g + i), V1.Load(u + i), V1.Fill(delta), V1.Fill(route)), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Backward<V>(long row, long end)
        where V : unmanaged, ISimd<V>
    {
        var (width, isShared) = (Width, !Sharing.IsEach(Rows));
        for (; row < end; row++)
        {
            float delta = Delta is null ? 0f : Delta[row], route = Route is null ? 1f : Route[row];
            var first = row * width;
            var u = U + ((isShared ? Sharing.Of(row) : row) * width);
            var wide = V.Fill(0f);
            var narrow = V128.Fill(0f);
            var single = V1.Fill(0f);
            long i = 0;
            for (; i <= width - V.Width; i += V.Width)
                wide += Shares<V>(first + i, u + i, delta, route);
            for (; i <= width - V128.Width; i += V128.Width)
                narrow += Shares<V128>(first + i, u + i, delta, route);
            for (; i < width; i++)
                single += Shares<V1>(first + i, u + i, delta, route);
            if (Ddelta is not null)
                Ddelta[row] = -(wide.Sum() + narrow.Sum() + single.Sum());
        }
    }

    /// <summary>Writes the gradients of some neighbouring numbers, and returns those of their masks before ρ and δ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Shares<V>(long at, float* uAt, float delta, float route)
        where V : unmanaged, ISimd<V>
    {
        V dy = V.Load(Dy + at), g = V.Load(G + at), u = V.Load(uAt), one = V.Fill(1f);
        if (Dx is not null)
            (dy * Mask(g, u, V.Fill(delta), V.Fill(route))).Store(Dx + at);
        var share = dy * V.Load(X + at) * V.Fill(route);
        if (Dg is not null)
            (share * (one - u)).Store(Dg + at);
        if (Du is not null)
            (share * (one - g)).Store(Du + at);
        return share;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Mask<V>(V g, V u, V delta, V route)
        where V : unmanaged, ISimd<V> => (V.MultiplyAdd(V.Fill(1f) - g, u, g) - delta) * route;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Masked<V>(float* x, V mask, float* y)
        where V : unmanaged, ISimd<V> => (V.Load(x) * mask).Store(y);
}

/// <summary>Row r meets row (r / Divide) mod Modulo of an operand that several rows share.</summary>
internal readonly record struct SharedRows(long Divide, long Modulo)
{
    /// <summary>Whether each of some rows has its own.</summary>
    public bool IsEach(long rows) => Divide == 1 && Modulo == rows;

    /// <summary>The row that is met.</summary>
    public long Of(long row) => row / Divide % Modulo;
}
