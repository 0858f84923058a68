using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Products of many rows with a matrix of few steps and columns, where packing panels would take longer than multiplying: each row of C
/// stays in one to three registers while its row of A is read once, and B lies in the nearest cache. Sums run over K in order, so that bits
/// are those of <see cref="GemmBlock{TLanes, TVector}"/>.
/// </summary>
internal unsafe struct GemmSlender(GemmShape shape, float* a, float* b, float* c) : IParts
{
    private const int FewestRows = 64;
    private const int MostSteps = 32;
    private const int RowsPerPart = 512;
    private const int MostLanes = 32;
    private const int MostRegisters = 3;
    private const int OfOne = 8;   // rows together, by the registers each takes
    private const int OfMore = 4;
    private const int MostLast = (OfMore + 1) * MostLanes;

    /// <summary>How many parts the rows are cut into.</summary>
    public readonly int Count => (shape.M + RowsPerPart - 1) / RowsPerPart;

    /// <summary>Whether a product is one of these.</summary>
    public static bool Fits(in GemmShape shape, int width) =>
        shape is { TransA: false, Accumulate: false, Alpha: 1f, M: >= FewestRows, K: > 0 and <= MostSteps }
        && shape.Ldc == shape.N && shape.N <= Math.Min(MostRegisters * width, MostLanes) && width >= 8
        && (2 * shape.N >= width || shape.K <= 8);   // few columns leave lanes empty, which many steps would pay for

    public readonly void Run(int part, int worker)
    {
        var (first, end) = (part * RowsPerPart, Math.Min(shape.M, (part + 1) * RowsPerPart));
        if (Vector512.IsHardwareAccelerated)
            Rows<V512>(first, end);
        else
            Rows<V256>(first, end);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows<V>(int first, int end)
        where V : unmanaged, ISimd<V>
    {
        var strip = stackalloc float[MostSteps * MostLanes];
        var registers = (shape.N + V.Width - 1) / V.Width;
        var stride = registers * V.Width;
        Gather(strip, stride);
        var together = registers == 1 ? OfOne : OfMore;
        var safe = end - ((stride + shape.N - 1) / shape.N);   // the last row whose whole registers end within the part
        var row = first;
        for (; row + together - 1 <= safe; row += together)
            Several<V>(registers, row, strip, c + ((nint)row * shape.N));

        // What lies behind the last rows belongs to another part, so they go by way of memory of their own, with rows before them where they are too few.
        var last = stackalloc float[MostLast];
        while (row < end)
        {
            var from = Math.Min(row, shape.M - together);
            var count = Math.Min(from + together, end) - row;
            Several<V>(registers, from, strip, last);
            Buffer.MemoryCopy(last + ((row - from) * shape.N), c + ((nint)row * shape.N), (long)count * shape.N * sizeof(float), (long)count * shape.N * sizeof(float));
            row += count;
        }
    }

    // As many rows as are computed together, stored in order: what a row's last register writes beyond its end the next rows overwrite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Several<V>(int registers, int row, float* strip, float* to)
        where V : unmanaged, ISimd<V>
    {
        var x = a + ((nint)row * shape.Lda);
        if (registers == 1)
            One<V>(x, strip, to);
        else if (registers == 2)
            Two<V>(x, strip, to);
        else
            Three<V>(x, strip, to);
    }

    // op(B) with rows of whole registers, zeros behind.
    private readonly void Gather(float* strip, int stride)
    {
        new Span<float>(strip, shape.K * stride).Clear();
        var (step, column) = shape.TransB ? (1, shape.Ldb) : (shape.Ldb, 1);
        for (var k = 0; k < shape.K; k++)
        {
            for (var n = 0; n < shape.N; n++)
                strip[(k * stride) + n] = b[((nint)k * step) + ((nint)n * column)];
        }
    }

    // Four rows of two registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Two<V>(float* x, float* strip, float* to)
        where V : unmanaged, ISimd<V>
    {
        nint lda = shape.Lda, n = shape.N;
        V a0 = V.Fill(0f), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (var k = 0; k < shape.K; k++, strip += 2 * V.Width)
        {
            V left = V.Load(strip), right = V.Load(strip + V.Width);
            V a = V.Fill(x[k]), b = V.Fill(x[lda + k]), c = V.Fill(x[(2 * lda) + k]), d = V.Fill(x[(3 * lda) + k]);
            a0 = V.MultiplyAdd(a, left, a0);
            a1 = V.MultiplyAdd(a, right, a1);
            b0 = V.MultiplyAdd(b, left, b0);
            b1 = V.MultiplyAdd(b, right, b1);
            c0 = V.MultiplyAdd(c, left, c0);
            c1 = V.MultiplyAdd(c, right, c1);
            d0 = V.MultiplyAdd(d, left, d0);
            d1 = V.MultiplyAdd(d, right, d1);
        }

        a0.Store(to);
        a1.Store(to + V.Width);
        b0.Store(to + n);
        b1.Store(to + n + V.Width);
        c0.Store(to + (2 * n));
        c1.Store(to + (2 * n) + V.Width);
        d0.Store(to + (3 * n));
        d1.Store(to + (3 * n) + V.Width);
    }

    // Four rows of three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Three<V>(float* x, float* strip, float* to)
        where V : unmanaged, ISimd<V>
    {
        nint lda = shape.Lda, n = shape.N;
        V a0 = V.Fill(0f), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0, c0 = a0, c1 = a0, c2 = a0, d0 = a0, d1 = a0, d2 = a0;
        for (var k = 0; k < shape.K; k++, strip += 3 * V.Width)
        {
            V first = V.Load(strip), second = V.Load(strip + V.Width), third = V.Load(strip + (2 * V.Width));
            var factor = V.Fill(x[k]);
            a0 = V.MultiplyAdd(factor, first, a0);
            a1 = V.MultiplyAdd(factor, second, a1);
            a2 = V.MultiplyAdd(factor, third, a2);
            factor = V.Fill(x[lda + k]);
            b0 = V.MultiplyAdd(factor, first, b0);
            b1 = V.MultiplyAdd(factor, second, b1);
            b2 = V.MultiplyAdd(factor, third, b2);
            factor = V.Fill(x[(2 * lda) + k]);
            c0 = V.MultiplyAdd(factor, first, c0);
            c1 = V.MultiplyAdd(factor, second, c1);
            c2 = V.MultiplyAdd(factor, third, c2);
            factor = V.Fill(x[(3 * lda) + k]);
            d0 = V.MultiplyAdd(factor, first, d0);
            d1 = V.MultiplyAdd(factor, second, d1);
            d2 = V.MultiplyAdd(factor, third, d2);
        }

        Put(a0, a1, a2, to);
        Put(b0, b1, b2, to + n);
        Put(c0, c1, c2, to + (2 * n));
        Put(d0, d1, d2, to + (3 * n));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(V first, V second, V third, float* to)
        where V : unmanaged, ISimd<V>
    {
        first.Store(to);
        second.Store(to + V.Width);
        third.Store(to + (2 * V.Width));
    }

    // Eight rows of one register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One<V>(float* x, float* strip, float* to)
        where V : unmanaged, ISimd<V>
    {
        nint lda = shape.Lda, n = shape.N;
        V a = V.Fill(0f), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (var k = 0; k < shape.K; k++, strip += V.Width)
        {
            var factors = V.Load(strip);
            a = V.MultiplyAdd(V.Fill(x[k]), factors, a);
            b = V.MultiplyAdd(V.Fill(x[lda + k]), factors, b);
            c = V.MultiplyAdd(V.Fill(x[(2 * lda) + k]), factors, c);
            d = V.MultiplyAdd(V.Fill(x[(3 * lda) + k]), factors, d);
            e = V.MultiplyAdd(V.Fill(x[(4 * lda) + k]), factors, e);
            f = V.MultiplyAdd(V.Fill(x[(5 * lda) + k]), factors, f);
            g = V.MultiplyAdd(V.Fill(x[(6 * lda) + k]), factors, g);
            h = V.MultiplyAdd(V.Fill(x[(7 * lda) + k]), factors, h);
        }

        a.Store(to);
        b.Store(to + n);
        c.Store(to + (2 * n));
        d.Store(to + (3 * n));
        e.Store(to + (4 * n));
        f.Store(to + (5 * n));
        g.Store(to + (6 * n));
        h.Store(to + (7 * n));
    }
}
