using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>Native scratch memory of one worker, and what its packed B holds.</summary>
internal unsafe struct GemmScratch
{
    /// <summary>Packed B, <see cref="GemmPlan.PackedB"/> floats.</summary>
    public float* B;

    /// <summary>Packed panels of A.</summary>
    public float* A;

    /// <summary>One register block, for tiles stored transposed.</summary>
    public float* Tile;

    /// <summary>The product whose B is packed; 0 for none.</summary>
    public long Job;

    /// <summary>Which columns of which matrix of that product.</summary>
    public long Index;
}

/// <summary>Computes a range of panels × columns × blocks of K on one thread.</summary>
internal static unsafe class GemmBlock<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    // With fewer panels than this the copy costs more than it saves.
    private const int MinPanelsToPackB = 3;

    // Rows of A that are a multiple of this apart (4 KB) share one set of the first-level cache, which has fewer ways than a register block has rows.
    private const int SetStride = 1024;

    // Floats of a packed step of A: whole vectors that hold a register block's rows.
    private static int Packed => (TLanes.Rows + TLanes.Width - 1) / TLanes.Width * TLanes.Width;

    /// <summary>
    /// Computes some panels of some columns over some blocks of K, ends excluded. <paramref name="a"/>,
    /// <paramref name="b"/>, <paramref name="c"/> are the whole operands of the plan's (perhaps flipped) product.
    /// </summary>
    public static void Run(
        in GemmPlan plan,
        GemmScratch* scratch,
        bool packed,
        float* a,
        float* b,
        float* c,
        (int First, int End) panels,
        (int First, int End) columns,
        (int First, int End) blocks)
    {
        var shape = plan.Shape;
        var count = columns.End - columns.First;
        var wide = GemmPlan.Wide(count);
        var direct = !shape.TransB && plan.Panels < MinPanelsToPackB;
        for (var block = blocks.First; block < blocks.End; block++)
        {
            var k = block * plan.BlockK;
            var steps = Math.Min(plan.BlockK, shape.K - k);
            var strips = plan.KeepsB ? scratch->B + ((nint)k * wide) : scratch->B;
            var source = b + columns.First + ((nint)k * shape.Ldb);
            if (shape.TransB)
                source = b + ((nint)columns.First * shape.Ldb) + k;
            if (!packed)
                PackB(shape, source, steps, count, strips, direct);
            var add = shape.Accumulate || block > blocks.First;
            var group = PacksA(shape, count) ? GemmPlan.PanelsTogether : 1;
            for (var panel = panels.First; panel < panels.End; panel += group)
            {
                var last = Math.Min(panel + group, panels.End);
                Panels(plan, scratch, add, (panel, last), (k, steps), (columns.First, count), a, strips, direct ? source : null, c);
            }
        }
    }

    // Two strips read a transposed A where it lies; more would miss the cache at every step of every strip.
    private static bool PacksA(in GemmShape shape, int columns) => shape.TransA && columns > 4 * TLanes.Width;

    // One strip reads such rows once and gains nothing from a copy.
    private static bool CopiesA(in GemmShape shape, int columns) => !shape.TransA && shape.Lda % SetStride == 0 && columns > 2 * TLanes.Width;

    /// <summary>Packs some steps of some columns of B in strips, or only those of the last strip that are less than a strip.</summary>
    public static void PackB(in GemmShape shape, float* from, int steps, int count, float* to, bool onlyTail)
    {
        var strip = 2 * TLanes.Width;
        if (shape.TransB)
        {
            for (var j = 0; j < count; j += strip, to += (nint)strip * steps)
            {
                var width = Math.Min(strip, count - j);
                var packed = width > TLanes.Width ? strip : TLanes.Width;
                GemmPack<TLanes, TVector>.Transpose(from + ((nint)j * shape.Ldb), shape.Ldb, steps, width, to, packed);
            }

            return;
        }

        var first = onlyTail ? count / strip * strip : 0;
        if (first < count)
            GemmPack<TLanes, TVector>.CopyStrips(from + first, shape.Ldb, steps, count - first, to + ((nint)first * steps));
    }

    private static void Panels(
        in GemmPlan plan,
        GemmScratch* scratch,
        bool add,
        (int First, int End) panels,
        (int First, int Count) steps,
        (int First, int Count) columns,
        float* a,
        float* strips,
        float* direct,
        float* c)
    {
        var shape = plan.Shape;
        var rowA = shape.TransA ? 1 : (nint)shape.Lda;
        var stepA = shape.TransA ? (nint)shape.Lda : 1;
        a += steps.First * stepA;
        var packs = PacksA(shape, columns.Count);
        var copies = CopiesA(shape, columns.Count);
        GemmTile tile;
        tile.K = steps.Count;
        tile.RowA = copies ? GemmPlan.CopiedRow : rowA;
        tile.StepA = packs ? Packed : stepA;
        tile.RowC = plan.Flipped ? 2 * TLanes.Width : shape.Ldc;
        tile.Alpha = shape.Alpha;
        tile.Add = add && !plan.Flipped;
        if (packs)
            PackA(plan, panels, a, steps.Count, scratch->A);
        for (var panel = panels.First; panel < panels.End; panel++)
        {
            var row = plan.PanelStart(panel);
            var rows = plan.PanelStart(panel + 1) - row;
            var from = packs ? scratch->A + ((panel - panels.First) * GemmPlan.PanelFloats) : a + (row * rowA);
            if (copies)
                from = CopyRows(from, shape.Lda, rows, steps.Count, scratch->A);
            var to = plan.Flipped
                ? c + ((nint)columns.First * shape.Ldc) + row
                : c + ((nint)row * shape.Ldc) + columns.First;
            Panel(plan, scratch, &tile, add, from, strips, direct, to, rows, columns.Count);
        }
    }

    // A piece of every row before the next piece: the caches fetch all rows at once instead of one after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* CopyRows(float* from, nint stride, int rows, int steps, float* to)
    {
        for (var step = 0; step < steps; step += TLanes.Width)
        {
            var left = steps - step;
            for (var row = 0; row < rows; row++)
            {
                var source = from + (row * stride) + step;
                TLanes.Store(to + (row * GemmPlan.CopiedRow) + step, left >= TLanes.Width ? TLanes.Load(source) : TLanes.Load(source, left));
            }
        }

        return to;
    }

    private static void PackA(in GemmPlan plan, (int First, int End) panels, float* a, int steps, float* to)
    {
        Span<int> starts = stackalloc int[panels.End - panels.First];
        for (var panel = panels.First; panel < panels.End; panel++)
            starts[panel - panels.First] = plan.PanelStart(panel);
        GemmPack<TLanes, TVector>.CopyPanels(a, plan.Shape.Lda, steps, starts, plan.Shape.M, to, GemmPlan.PanelFloats, Packed);
    }

    private static void Panel(
        in GemmPlan plan,
        GemmScratch* scratch,
        GemmTile* tile,
        bool add,
        float* a,
        float* strips,
        float* direct,
        float* c,
        int rows,
        int count)
    {
        tile->StepB = 0;
        if (!plan.Flipped && direct == null)
        {
            GemmKernel<TLanes, TVector>.Run(tile, rows, count, a, strips, c);
            return;
        }

        nint rowC = plan.Shape.Ldc;
        var strip = 2 * TLanes.Width;
        for (var j = 0; j < count; j += strip, strips += strip * tile->K)
        {
            var width = Math.Min(strip, count - j);
            var isDirect = direct != null && width == strip;
            tile->StepB = isDirect ? plan.Shape.Ldb : 0;
            var b = isDirect ? direct + j : strips;
            if (plan.Flipped)
            {
                GemmKernel<TLanes, TVector>.Run(tile, rows, width, a, b, scratch->Tile);
                Scatter(scratch->Tile, rows, width, c + (j * rowC), rowC, add);
            }
            else
            {
                GemmKernel<TLanes, TVector>.Run(tile, rows, width, a, b, c + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(float* tile, int rows, int columns, float* c, nint rowC, bool add)
    {
        for (var j = 0; j < columns; j++, c += rowC)
        {
            for (var i = 0; i < rows; i++)
            {
                var value = tile[(i * 2 * TLanes.Width) + j];
                c[i] = add ? c[i] + value : value;
            }
        }
    }
}
