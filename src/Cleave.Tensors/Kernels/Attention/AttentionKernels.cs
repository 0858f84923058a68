using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Kernels;

/// <summary>Attention products one head at a time, on heads that lie interleaved in [batch, position, head, d].</summary>
internal static unsafe class AttentionKernels
{
    /// <summary>S[b,h] = x[b,:,h]·y[b,:,g]ᵀ.</summary>
    public static void Scores(CpuDevice cpu, AttentionShape shape, float* x, float* y, float* s)
    {
        var body = new HeadParts(cpu.Gemm, shape, HeadProduct.Scores, x, y, s);
        cpu.Workers.Run(shape.Batch * shape.KvHeads, ref body);
    }

    /// <summary>O[b,:,h] = P[b,h]·y[b,:,g].</summary>
    public static void Mix(CpuDevice cpu, AttentionShape shape, float* p, float* y, float* o)
    {
        var body = new HeadParts(cpu.Gemm, shape, HeadProduct.Mix, p, y, o);
        cpu.Workers.Run(shape.Batch * shape.KvHeads, ref body);
    }

    /// <summary>R[b,:,g] = Σ_h P[b,h]ᵀ·x[b,:,h].</summary>
    public static void MixTransposed(CpuDevice cpu, AttentionShape shape, float* p, float* x, float* r)
    {
        var body = new HeadParts(cpu.Gemm, shape, HeadProduct.MixTransposed, p, x, r);
        cpu.Workers.Run(shape.Batch * shape.KvHeads, ref body);
    }

    /// <summary>Softmax of row i of each [n, n] square over its first i + 1 entries; the rest become 0.</summary>
    public static void CausalSoftmax(Workers workers, float* x, float* y, long rows, int length)
    {
        var body = new CausalParts(x, y, rows, length);
        workers.Run((int)((rows + CausalParts.RowsPerPart - 1) / CausalParts.RowsPerPart), ref body);
    }

    private enum HeadProduct
    {
        Scores,
        Mix,
        MixTransposed,
    }

    private struct HeadParts(Gemm gemm, AttentionShape shape, HeadProduct product, float* first, float* second, float* result) : IParts
    {
        public readonly void Run(int part, int worker)
        {
            var (batch, group) = (part / shape.KvHeads, part % shape.KvHeads);
            var perGroup = shape.Heads / shape.KvHeads;
            var (t, d) = (shape.Positions, shape.Width);
            var (wide, narrow) = (shape.Heads * d, shape.KvHeads * d);
            for (var h = 0; h < perGroup; h++)
            {
                var head = (group * perGroup) + h;
                var square = (((long)batch * shape.Heads) + head) * t * t;
                var q = ((long)batch * t * wide) + (head * d);
                var k = ((long)batch * t * narrow) + (group * d);
                if (product == HeadProduct.Scores)
                    gemm.RunSerial(new GemmShape(t, t, d, false, true, wide, narrow, t), worker, first + q, second + k, result + square);
                else if (product == HeadProduct.Mix)
                    gemm.RunSerial(new GemmShape(t, d, t, false, false, t, narrow, wide), worker, first + square, second + k, result + q);
                else
                    gemm.RunSerial(new GemmShape(t, d, t, true, false, t, wide, narrow, Accumulate: h > 0), worker, first + square, second + q, result + k);
            }
        }
    }

    private readonly struct CausalParts(float* x, float* y, long rows, int length) : IParts
    {
        public const int RowsPerPart = 64;

        public void Run(int part, int worker)
        {
            var end = Math.Min(rows, (part + 1L) * RowsPerPart);
            for (var row = (long)part * RowsPerPart; row < end; row++)
            {
                var seen = (int)(row % length) + 1;
                RowKernels.SoftmaxRow(x + (row * length), y + (row * length), seen);
                new Span<float>(y + (row * length) + seen, length - seen).Clear();
            }
        }
    }
}
