namespace Cleave.Tensors.Kernels;

/// <summary>Native scratch memory of one worker, and what its packed B holds.</summary>
internal unsafe struct GemmScratch
{
    /// <summary>Packed B, <see cref="GemmPlan.PackedB"/> floats.</summary>
    public float* B;

    /// <summary>One packed panel of A.</summary>
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
        var wide = (count + GemmPlan.StripColumns - 1) / GemmPlan.StripColumns * GemmPlan.StripColumns;
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
            for (var panel = panels.First; panel < panels.End; panel++)
            {
                var row = plan.PanelStart(panel);
                var rows = plan.PanelStart(panel + 1) - row;
                var from = shape.TransA ? a + ((nint)k * shape.Lda) + row : a + ((nint)row * shape.Lda) + k;
                var to = plan.Flipped
                    ? c + ((nint)columns.First * shape.Ldc) + row
                    : c + ((nint)row * shape.Ldc) + columns.First;
                Panel(plan, scratch, add, from, strips, direct ? source : null, to, rows, count, steps);
            }
        }
    }

    private static void PackB(in GemmShape shape, float* from, int steps, int count, float* to, bool onlyTail)
    {
        var strip = 2 * TLanes.Width;
        for (var j = 0; j < count; j += strip)
        {
            var width = Math.Min(strip, count - j);
            var packed = width > TLanes.Width ? strip : TLanes.Width;
            if (shape.TransB)
                GemmPack<TLanes, TVector>.Transpose(from + ((nint)j * shape.Ldb), shape.Ldb, steps, width, to, packed);
            else if (!onlyTail || width != packed)
                GemmPack<TLanes, TVector>.Copy(from + j, shape.Ldb, steps, width, to, packed);
            to += (nint)strip * steps;
        }
    }

    private static void Panel(
        in GemmPlan plan,
        GemmScratch* scratch,
        bool add,
        float* a,
        float* strips,
        float* direct,
        float* c,
        int rows,
        int count,
        int steps)
    {
        var shape = plan.Shape;
        var strip = 2 * TLanes.Width;
        GemmTile tile;
        tile.K = steps;
        tile.RowA = shape.TransA ? 1 : shape.Lda;
        tile.StepA = shape.TransA ? shape.Lda : 1;
        tile.RowC = plan.Flipped ? strip : shape.Ldc;
        tile.Alpha = shape.Alpha;
        tile.Add = add && !plan.Flipped;
        if (shape.TransA && count > strip)
        {
            // Steps far apart miss the cache once, here, instead of once a strip.
            tile.StepA = (rows + TLanes.Width - 1) / TLanes.Width * TLanes.Width;
            GemmPack<TLanes, TVector>.Copy(a, shape.Lda, steps, rows, scratch->A, (int)tile.StepA);
            a = scratch->A;
        }

        for (var j = 0; j < count; j += strip, strips += (nint)strip * steps)
        {
            var width = Math.Min(strip, count - j);
            var packed = width > TLanes.Width ? strip : TLanes.Width;
            var b = strips;
            tile.StepB = packed;
            if (direct != null && width == packed)
            {
                b = direct + j;
                tile.StepB = shape.Ldb;
            }

            if (plan.Flipped)
            {
                GemmKernel<TLanes, TVector>.Run(&tile, rows, width, a, b, scratch->Tile);
                Scatter(scratch->Tile, rows, width, c + ((nint)j * shape.Ldc), shape.Ldc, add);
            }
            else
            {
                GemmKernel<TLanes, TVector>.Run(&tile, rows, width, a, b, c + j);
            }
        }
    }

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
