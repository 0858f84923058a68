using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Cleave.Tensors.Kernels;

/// <summary>A count the JIT sees as a constant.</summary>
internal interface IGemmCount
{
    /// <summary>The count.</summary>
    static abstract int Value { get; }
}

/// <summary>What the tiles of one block have in common. Strides are in floats.</summary>
internal struct GemmTile
{
    /// <summary>Steps of the inner loop.</summary>
    public nint K;

    /// <summary>From one row of A to the next.</summary>
    public nint RowA;

    /// <summary>From one step of A to the next.</summary>
    public nint StepA;

    /// <summary>From one step of B to the next.</summary>
    public nint StepB;

    /// <summary>From one row of C to the next.</summary>
    public nint RowC;

    /// <summary>Factor on the product.</summary>
    public float Alpha;

    /// <summary>Whether to add to C.</summary>
    public bool Add;
}

/// <summary>
/// The register block: up to 12 rows of one or two vectors of C, held in registers over the whole inner loop. Every
/// element sees the same chain of multiply-adds, in the same order, whatever the block it falls in. Where steps lie a constant apart, four go
/// at a time: of a processor's slots for instructions, which another machine's thread may take half of, few are then left to counting.
/// </summary>
internal static unsafe class GemmKernel<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    private const int MostRowsUnrolled = 6;   // more rows have multiply-adds enough for each step

    /// <summary>Computes a tile of <paramref name="rows"/>×<paramref name="columns"/>, at most two vectors wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(GemmTile* tile, int rows, int columns, float* a, float* b, float* c)
    {
        if (columns > TLanes.Width)
            Pick<GemmCount2>(tile, rows, columns, a, b, c);
        else
            Pick<GemmCount1>(tile, rows, columns, a, b, c);
    }

    private static void Pick<TColumns>(GemmTile* tile, int rows, int columns, float* a, float* b, float* c)
        where TColumns : struct, IGemmCount
    {
        var packed = tile->StepB == TColumns.Value * TLanes.Width;
        if (packed && tile->StepA == GemmCount1.Value)
            Pick<TColumns, GemmCount1>(tile, rows, columns, a, b, c);
        else if (packed && tile->StepA == GemmCount8.Value)
            Pick<TColumns, GemmCount8>(tile, rows, columns, a, b, c);
        else
            Pick<TColumns, GemmCount0>(tile, rows, columns, a, b, c);
    }

    private static void Pick<TColumns, TStep>(GemmTile* tile, int rows, int columns, float* a, float* b, float* c)
        where TColumns : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        switch (rows)
        {
            case 1:
                Tile<GemmCount1, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 2:
                Tile<GemmCount2, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 3:
                Tile<GemmCount3, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 4:
                Tile<GemmCount4, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 5:
                Tile<GemmCount5, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 6:
                Tile<GemmCount6, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 7:
                Tile<GemmCount7, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 8:
                Tile<GemmCount8, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 9:
                Tile<GemmCount9, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 10:
                Tile<GemmCount10, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 11:
                Tile<GemmCount11, TColumns, TStep>(tile, columns, a, b, c);
                break;
            case 12:
                Tile<GemmCount12, TColumns, TStep>(tile, columns, a, b, c);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows), rows, "A tile has 1 to 12 rows.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TRows, TColumns, TStep>(GemmTile* tile, int columns, float* a, float* b, float* c)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        // Memory takes less time to fetch the tile than the inner loop does to end in it.
        var line = c;
        for (var left = TRows.Value; Sse.IsSupported && left > 0; left--, line += tile->RowC)
        {
            Sse.Prefetch0(line);
            if (TColumns.Value > 1)
                Sse.Prefetch0(line + TLanes.Width);
        }

        var sums = default(GemmSums<TLanes, TVector>);
        var k = tile->K;
        float* a1 = a + tile->RowA, a2 = a1 + tile->RowA;
        var row3 = 3 * tile->RowA;
        if (TRows.Value <= MostRowsUnrolled && TStep.Value > 0)
        {
            nint step = TStep.Value, stepB = TColumns.Value * TLanes.Width;
            for (; k >= 8; k -= 8, a += 8 * step, a1 += 8 * step, a2 += 8 * step, b += 8 * stepB)
            {
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 0, b, 0);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, step, b, stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 2 * step, b, 2 * stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 3 * step, b, 3 * stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 4 * step, b, 4 * stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 5 * step, b, 5 * stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 6 * step, b, 6 * stepB);
                sums.Step<TRows, TColumns>(a, a1, a2, row3, 7 * step, b, 7 * stepB);
            }
        }

        for (; k > 0; k--, a += tile->StepA, a1 += tile->StepA, a2 += tile->StepA, b += tile->StepB)
            sums.Step<TRows, TColumns>(a, a1, a2, row3, 0, b, 0);

        Store<TColumns>(tile, c, columns, sums.C0x0, sums.C0x1);
        if (TRows.Value > 1)
            Store<TColumns>(tile, c + tile->RowC, columns, sums.C1x0, sums.C1x1);
        if (TRows.Value > 2)
            Store<TColumns>(tile, c + (2 * tile->RowC), columns, sums.C2x0, sums.C2x1);
        if (TRows.Value > 3)
            Store<TColumns>(tile, c + (3 * tile->RowC), columns, sums.C3x0, sums.C3x1);
        if (TRows.Value > 4)
            Store<TColumns>(tile, c + (4 * tile->RowC), columns, sums.C4x0, sums.C4x1);
        if (TRows.Value > 5)
            Store<TColumns>(tile, c + (5 * tile->RowC), columns, sums.C5x0, sums.C5x1);
        if (TRows.Value > 6)
            Store<TColumns>(tile, c + (6 * tile->RowC), columns, sums.C6x0, sums.C6x1);
        if (TRows.Value > 7)
            Store<TColumns>(tile, c + (7 * tile->RowC), columns, sums.C7x0, sums.C7x1);
        if (TRows.Value > 8)
            Store<TColumns>(tile, c + (8 * tile->RowC), columns, sums.C8x0, sums.C8x1);
        if (TRows.Value > 9)
            Store<TColumns>(tile, c + (9 * tile->RowC), columns, sums.C9x0, sums.C9x1);
        if (TRows.Value > 10)
            Store<TColumns>(tile, c + (10 * tile->RowC), columns, sums.C10x0, sums.C10x1);
        if (TRows.Value > 11)
            Store<TColumns>(tile, c + (11 * tile->RowC), columns, sums.C11x0, sums.C11x1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TColumns>(GemmTile* tile, float* c, int columns, TVector low, TVector high)
        where TColumns : struct, IGemmCount
    {
        var alpha = TLanes.Broadcast(tile->Alpha);
        low = TLanes.Multiply(low, alpha);
        if (columns == TColumns.Value * TLanes.Width)
        {
            TLanes.Store(c, tile->Add ? TLanes.Add(TLanes.Load(c), low) : low);
            if (TColumns.Value > 1)
            {
                c += TLanes.Width;
                high = TLanes.Multiply(high, alpha);
                TLanes.Store(c, tile->Add ? TLanes.Add(TLanes.Load(c), high) : high);
            }
        }
        else if (TColumns.Value > 1)
        {
            TLanes.Store(c, tile->Add ? TLanes.Add(TLanes.Load(c), low) : low);
            StorePart(tile, c + TLanes.Width, columns - TLanes.Width, TLanes.Multiply(high, alpha));
        }
        else
        {
            StorePart(tile, c, columns, low);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePart(GemmTile* tile, float* c, int columns, TVector value)
    {
        if (tile->Add)
            value = TLanes.Add(TLanes.Load(c, columns), value);
        TLanes.Store(c, value, columns);
    }
}
