using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// A product of which only some rows count: those of A where it lies as it is, steps where it is transposed. A row of A and of C lies apart from the next that
/// counts, so rows are brought together before a register block and put back behind it; blocks of K are those of all steps, and bits those of a product
/// with rows of 0.
/// </summary>
/// <param name="plan">Of the whole product.</param>
/// <param name="scratch">Of all workers.</param>
/// <param name="job">A number of its own.</param>
/// <param name="route">A number for each row, 0 for those left out.</param>
/// <param name="a">As in the plan.</param>
/// <param name="b">As in the plan.</param>
/// <param name="c">The result, or where A is transposed a result for each block of K.</param>
internal readonly unsafe struct GemmRouted(GemmPlan plan, GemmScratch* scratch, long job, float* route, float* a, float* b, float* c) : IParts
{
    private const int RowsPerPart = 64;
    private const int FewestRows = 128;
    private const int LeastOfB = 2048;   // below them a product is as fast as bringing rows together
    private const int MostColumns = 2048;

    private readonly GemmPlan _plan = plan;

    /// <summary>Parts to run.</summary>
    public int Count => _plan.Shape.TransA ? _plan.BlocksK : (_plan.Shape.M + RowsPerPart - 1) / RowsPerPart;

    /// <summary>Whether such a product is worth it, and fits a worker's memory.</summary>
    public static bool Fits(in GemmShape shape, int tileRows, int width)
    {
        if ((long)shape.M * shape.N < LeastOfB || shape.N < width || shape.N > MostColumns || shape.K == 0)
            return false;
        var plan = new GemmPlan(shape, tileRows, width);
        return shape.TransA
            ? !shape.TransB && plan.PartsK > 1 && (long)plan.BlockK * (GemmPlan.Wide(shape.N) + shape.M + shape.N) <= GemmPlan.PackedB
            : shape.M >= FewestRows && (long)shape.K * shape.N >= LeastOfB && (long)shape.K * GemmPlan.Wide(shape.N) <= GemmPlan.PackedB;
    }

    public void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<GemmLanes512, Vector512<float>>(part, scratch + worker);
        else if (Vector256.IsHardwareAccelerated)
            Run<GemmLanes256, Vector256<float>>(part, scratch + worker);
        else
            Run<GemmLanes128, Vector128<float>>(part, scratch + worker);
    }

    private static void Copy(float* from, float* to, int count) => Buffer.MemoryCopy(from, to, (long)count * sizeof(float), (long)count * sizeof(float));

    private void Run<TLanes, TVector>(int part, GemmScratch* own)
        where TLanes : struct, IGemmLanes<TVector>
        where TVector : unmanaged
    {
        if (_plan.Shape.TransA)
            Block<TLanes, TVector>(part, own);
        else
            Rows<TLanes, TVector>(part, own);
    }

    private void Rows<TLanes, TVector>(int part, GemmScratch* own)
        where TLanes : struct, IGemmLanes<TVector>
        where TVector : unmanaged
    {
        var shape = _plan.Shape;
        for (var block = 0; block < _plan.BlocksK && own->Job != job; block++)
        {
            var k = block * _plan.BlockK;
            var from = shape.TransB ? b + k : b + ((nint)k * shape.Ldb);
            GemmBlock<TLanes, TVector>.PackB(shape, from, Math.Min(_plan.BlockK, shape.K - k), shape.N, own->B + ((nint)k * GemmPlan.Wide(shape.N)), onlyTail: false);
        }

        own->Job = job;
        own->Index = -1;
        Span<int> chosen = stackalloc int[TLanes.Rows];
        var count = 0;
        for (var row = part * RowsPerPart; row < Math.Min(shape.M, (part + 1) * RowsPerPart); row++)
        {
            if (route[row] != 0f)
                chosen[count++] = row;
            else if (!shape.Accumulate)
                new Span<float>(c + ((nint)row * shape.Ldc), shape.N).Clear();
            if (count < TLanes.Rows)
                continue;
            Panel<TLanes, TVector>(chosen[..count], own);
            count = 0;
        }

        if (count > 0)
            Panel<TLanes, TVector>(chosen[..count], own);
    }

    private void Panel<TLanes, TVector>(Span<int> rows, GemmScratch* own)
        where TLanes : struct, IGemmLanes<TVector>
        where TVector : unmanaged
    {
        var shape = _plan.Shape;
        var wide = GemmPlan.Wide(shape.N);
        float* together = own->A, sums = together + (TLanes.Rows * GemmPlan.CopiedRow);   // [row, k], [row, column]
        for (var i = 0; i < rows.Length && shape.Accumulate; i++)
            Copy(c + ((nint)rows[i] * shape.Ldc), sums + (i * wide), shape.N);
        for (var block = 0; block < _plan.BlocksK; block++)
        {
            var k = block * _plan.BlockK;
            var steps = Math.Min(_plan.BlockK, shape.K - k);
            for (var i = 0; i < rows.Length; i++)
                Copy(a + ((nint)rows[i] * shape.Lda) + k, together + (i * GemmPlan.CopiedRow), steps);
            var tile = new GemmTile { K = steps, RowA = GemmPlan.CopiedRow, StepA = 1, RowC = wide, Alpha = shape.Alpha, Add = shape.Accumulate || block > 0 };
            GemmKernel<TLanes, TVector>.Run(&tile, rows.Length, shape.N, together, own->B + ((nint)k * wide), sums);
        }

        for (var i = 0; i < rows.Length; i++)
            Copy(sums + (i * wide), c + ((nint)rows[i] * shape.Ldc), shape.N);
    }

    private void Block<TLanes, TVector>(int block, GemmScratch* own)
        where TLanes : struct, IGemmLanes<TVector>
        where TVector : unmanaged
    {
        var shape = _plan.Shape;
        var (first, steps) = (block * _plan.BlockK, 0);
        float* left = own->B + ((nint)_plan.BlockK * GemmPlan.Wide(shape.N)), right = left + ((nint)_plan.BlockK * shape.M);   // [step, row], [step, column]
        for (var step = first; step < Math.Min(shape.K, first + _plan.BlockK); step++)
        {
            if (route[step] == 0f)
                continue;
            Copy(a + ((nint)step * shape.Lda), left + ((nint)steps * shape.M), shape.M);
            Copy(b + ((nint)step * shape.Ldb), right + ((nint)steps * shape.N), shape.N);
            steps++;
        }

        own->Job = 0;
        var to = c + ((nint)block * shape.M * shape.N);
        if (steps == 0)
        {
            new Span<float>(to, shape.M * shape.N).Clear();
            return;
        }

        var some = new GemmPlan(new GemmShape(shape.M, shape.N, steps, true, false, shape.M, shape.N, shape.N, shape.Alpha), TLanes.Rows, TLanes.Width);
        GemmBlock<TLanes, TVector>.Run(some, own, false, left, right, to, (0, some.Panels), (0, shape.N), (0, 1));
    }
}
