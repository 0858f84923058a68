using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Matrix products on a set of workers. Results are equal to the bit for any number of threads, and equal between
/// <see cref="Run"/>, <see cref="RunBatch"/> and <see cref="RunSerial"/>. Owns packing memory for each worker.
/// </summary>
internal sealed unsafe class Gemm : IDisposable
{
    private const nuint Alignment = 64;
    private const int PackedA = GemmPlan.PanelsTogether * GemmPlan.PanelFloats;
    private const int TileFloats = 16 * GemmPlan.StripColumns;
    private const int MinBatchToSplit = 4;
    private const long PartOperations = 1 << 18;

    private readonly Workers _workers;
    private readonly GemmScratch* _scratch;
    private float* _partials;
    private long _partialFloats;
    private long _job;

    /// <summary>Allocates packing memory for every thread of <paramref name="workers"/>: 4.5 MB each, of which only what a product packs is ever touched.</summary>
    public Gemm(Workers workers)
    {
        _workers = workers;
        _scratch = (GemmScratch*)NativeMemory.AllocZeroed((nuint)workers.Threads, (nuint)sizeof(GemmScratch));
        for (var i = 0; i < workers.Threads; i++)
        {
            var floats = GemmPlan.PackedB + PackedA + TileFloats;
            _scratch[i].B = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), Alignment);
            _scratch[i].A = _scratch[i].B + GemmPlan.PackedB;
            _scratch[i].Tile = _scratch[i].A + PackedA;
        }
    }

    /// <summary>Floats in the vectors used by this process: 16, 8 or 4.</summary>
    public static int Lanes =>
        Vector512.IsHardwareAccelerated ? GemmLanes512.Width
        : Vector256.IsHardwareAccelerated ? GemmLanes256.Width
        : GemmLanes128.Width;

    private static int TileRows =>
        Vector512.IsHardwareAccelerated ? GemmLanes512.Rows
        : Vector256.IsHardwareAccelerated ? GemmLanes256.Rows
        : GemmLanes128.Rows;

    /// <summary>Computes one product on all workers: parallel over tiles of C, or over blocks of K for a small C.</summary>
    public void Run(in GemmShape shape, float* a, float* b, float* c)
    {
        if (IsTrivial(shape, c))
            return;
        if (GemmSlender.Fits(shape, Lanes))
        {
            var rows = new GemmSlender(shape, a, b, c);
            _workers.Run(rows.Count, ref rows);
            return;
        }

        if (GemmOuter.Fits(shape, Lanes))
        {
            RunOuter(shape, a, b, c);
            return;
        }

        var plan = new GemmPlan(shape, TileRows, Lanes);
        if (plan.PartsK > 1)
        {
            RunSplit(shape, plan, a, b, c);
            return;
        }

        var job = new TileParts(this, plan, ++_job, a, b, c);
        _workers.Run(plan.PartsM * plan.PartsN, ref job);
    }

    /// <summary>Whether products of some rows are worth <see cref="RunRouted"/>.</summary>
    public static bool Routes(in GemmShape shape) => GemmRouted.Fits(shape, TileRows, Lanes);

    /// <summary>Computes one product of the rows of A where a route is not 0.</summary>
    public void RunRouted(in GemmShape shape, float* route, float* a, float* b, float* c)
    {
        if (IsTrivial(shape, c))
            return;
        var plan = new GemmPlan(shape, TileRows, Lanes);
        if (!shape.TransA)
        {
            var rows = new GemmRouted(plan, _scratch, ++_job, route, a, b, c);
            _workers.Run(rows.Count, ref rows);
            return;
        }

        ReservePartials((long)shape.M * shape.N * plan.BlocksK);
        var products = new GemmRouted(plan, _scratch, ++_job, route, a, b, _partials);
        _workers.Run(products.Count, ref products);
        var sums = new GemmSumParts(shape, _partials, plan.BlocksK, c);
        _workers.Run(sums.Count, ref sums);
    }

    /// <summary>
    /// Computes <paramref name="batch"/> products of one shape, their operands the given strides (in floats) apart:
    /// parallel over the batch when it is 4 or more, otherwise one after the other.
    /// </summary>
    public void RunBatch(
        in GemmShape shape,
        int batch,
        float* a,
        long strideA,
        float* b,
        long strideB,
        float* c,
        long strideC)
    {
        if (batch < MinBatchToSplit)
        {
            for (var i = 0; i < batch; i++)
                Run(shape, a + (i * strideA), b + (i * strideB), c + (i * strideC));
            return;
        }

        var operations = Math.Max(1, 2L * shape.M * shape.N * shape.K);
        var each = (int)Math.Clamp(PartOperations / operations, 1, Math.Max(1, batch / 8));
        var job = new BatchParts(this, shape, batch, each, a, strideA, b, strideB, c, strideC);
        _workers.Run((batch + each - 1) / each, ref job);
    }

    /// <summary>Computes one product on the calling thread, which is <paramref name="worker"/> of the workers.</summary>
    public void RunSerial(in GemmShape shape, int worker, float* a, float* b, float* c)
    {
        if (IsTrivial(shape, c))
            return;
        var plan = new GemmPlan(shape, TileRows, Lanes);
        _scratch[worker].Job = 0;
        for (var part = 0; part < plan.PartsM * plan.PartsN; part++)
            RunPart(plan, -1, part, worker, a, b, c);
        _scratch[worker].Job = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < _workers.Threads; i++)
            NativeMemory.AlignedFree(_scratch[i].B);
        NativeMemory.Free(_scratch);
        NativeMemory.AlignedFree(_partials);
    }

    private static bool IsTrivial(in GemmShape shape, float* c)
    {
        if (shape.M == 0 || shape.N == 0)
            return true;
        if (shape.K > 0)
            return false;
        for (var i = 0; i < shape.M && !shape.Accumulate; i++)
            new Span<float>(c + ((nint)i * shape.Ldc), shape.N).Clear();
        return true;
    }

    private void RunSplit(in GemmShape shape, in GemmPlan plan, float* a, float* b, float* c)
    {
        ReservePartials((long)shape.M * shape.N * plan.BlocksK);
        var products = new SplitParts(this, plan, shape, a, b, _partials);
        _workers.Run(plan.PartsK, ref products);
        var sums = new GemmSumParts(shape, _partials, plan.BlocksK, c);
        _workers.Run(sums.Count, ref sums);
    }

    private void RunOuter(in GemmShape shape, float* a, float* b, float* c)
    {
        ReservePartials((long)shape.M * shape.N * new GemmOuter(shape, a, b, null).Count);
        var products = new GemmOuter(shape, a, b, _partials);
        _workers.Run(products.Count, ref products);
        var sums = new GemmSumParts(shape, _partials, products.Count, c);
        _workers.Run(sums.Count, ref sums);
    }

    private void ReservePartials(long floats)
    {
        if (_partialFloats >= floats)
            return;
        _partialFloats = floats;
        NativeMemory.AlignedFree(_partials);
        _partials = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), Alignment);
    }

    private void RunPart(in GemmPlan plan, long job, int part, int worker, float* a, float* b, float* c)
    {
        var (n, m) = Math.DivRem(part, plan.PartsM);
        var panels = ((int)((long)m * plan.Panels / plan.PartsM), (int)((m + 1L) * plan.Panels / plan.PartsM));
        var columns = (n * plan.Columns, Math.Min((n + 1) * plan.Columns, plan.Shape.N));
        var scratch = _scratch + worker;
        var packed = plan.KeepsB && scratch->Job == job && scratch->Index == n;
        scratch->Job = job;
        scratch->Index = n;
        RunBlock(plan, worker, packed, a, b, c, panels, columns, (0, plan.BlocksK));
    }

    private void RunBlock(
        in GemmPlan plan,
        int worker,
        bool packed,
        float* a,
        float* b,
        float* c,
        (int First, int End) panels,
        (int First, int End) columns,
        (int First, int End) blocks)
    {
        var scratch = _scratch + worker;
        if (plan.Flipped)
        {
            var left = b;
            b = a;
            a = left;
        }

        if (Vector512.IsHardwareAccelerated)
            GemmBlock<GemmLanes512, Vector512<float>>.Run(plan, scratch, packed, a, b, c, panels, columns, blocks);
        else if (Vector256.IsHardwareAccelerated)
            GemmBlock<GemmLanes256, Vector256<float>>.Run(plan, scratch, packed, a, b, c, panels, columns, blocks);
        else
            GemmBlock<GemmLanes128, Vector128<float>>.Run(plan, scratch, packed, a, b, c, panels, columns, blocks);
    }

    private readonly struct TileParts(Gemm gemm, GemmPlan plan, long job, float* a, float* b, float* c) : IParts
    {
        private readonly GemmPlan _plan = plan;
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _c = c;

        public void Run(int part, int worker) => gemm.RunPart(_plan, job, part, worker, _a, _b, _c);
    }

    private readonly struct BatchParts(
        Gemm gemm,
        GemmShape shape,
        int batch,
        int each,
        float* a,
        long strideA,
        float* b,
        long strideB,
        float* c,
        long strideC) : IParts
    {
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _c = c;

        public void Run(int part, int worker)
        {
            var end = Math.Min((part + 1) * each, batch);
            for (var i = part * each; i < end; i++)
                gemm.RunSerial(shape, worker, _a + (i * strideA), _b + (i * strideB), _c + (i * strideC));
        }
    }

    private readonly struct SplitParts(Gemm gemm, GemmPlan plan, GemmShape shape, float* a, float* b, float* partials)
        : IParts
    {
        private readonly GemmPlan _plan = plan.ForPartials(shape.N);
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _partials = partials;

        public void Run(int part, int worker)
        {
            var first = (int)((long)part * _plan.BlocksK / _plan.PartsK);
            var end = (int)((part + 1L) * _plan.BlocksK / _plan.PartsK);
            gemm._scratch[worker].Job = 0;
            for (var block = first; block < end; block++)
            {
                var to = _partials + ((long)block * shape.M * shape.N);
                for (var n = 0; n < _plan.PartsN; n++)
                {
                    var columns = (n * _plan.Columns, Math.Min((n + 1) * _plan.Columns, _plan.Shape.N));
                    gemm.RunBlock(_plan, worker, false, _a, _b, to, (0, _plan.Panels), columns, (block, block + 1));
                }
            }
        }
    }
}
