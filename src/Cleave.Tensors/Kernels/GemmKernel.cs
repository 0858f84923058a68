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
/// element sees the same chain of multiply-adds, in the same order, whatever the block it falls in.
/// </summary>
internal static unsafe class GemmKernel<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
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
        switch (rows)
        {
            case 1:
                Tile<GemmCount1, TColumns>(tile, columns, a, b, c);
                break;
            case 2:
                Tile<GemmCount2, TColumns>(tile, columns, a, b, c);
                break;
            case 3:
                Tile<GemmCount3, TColumns>(tile, columns, a, b, c);
                break;
            case 4:
                Tile<GemmCount4, TColumns>(tile, columns, a, b, c);
                break;
            case 5:
                Tile<GemmCount5, TColumns>(tile, columns, a, b, c);
                break;
            case 6:
                Tile<GemmCount6, TColumns>(tile, columns, a, b, c);
                break;
            case 7:
                Tile<GemmCount7, TColumns>(tile, columns, a, b, c);
                break;
            case 8:
                Tile<GemmCount8, TColumns>(tile, columns, a, b, c);
                break;
            case 9:
                Tile<GemmCount9, TColumns>(tile, columns, a, b, c);
                break;
            case 10:
                Tile<GemmCount10, TColumns>(tile, columns, a, b, c);
                break;
            case 11:
                Tile<GemmCount11, TColumns>(tile, columns, a, b, c);
                break;
            case 12:
                Tile<GemmCount12, TColumns>(tile, columns, a, b, c);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows), rows, "A tile has 1 to 12 rows.");
        }
    }

    // The 24 accumulators are named variables, not an array, because only those live in registers; unused ones vanish.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TRows, TColumns>(GemmTile* tile, int columns, float* a, float* b, float* c)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
    {
        TVector c0x0 = default, c0x1 = default;
        TVector c1x0 = default, c1x1 = default;
        TVector c2x0 = default, c2x1 = default;
        TVector c3x0 = default, c3x1 = default;
        TVector c4x0 = default, c4x1 = default;
        TVector c5x0 = default, c5x1 = default;
        TVector c6x0 = default, c6x1 = default;
        TVector c7x0 = default, c7x1 = default;
        TVector c8x0 = default, c8x1 = default;
        TVector c9x0 = default, c9x1 = default;
        TVector c10x0 = default, c10x1 = default;
        TVector c11x0 = default, c11x1 = default;
        // Memory takes less time to fetch the tile than the inner loop does to end in it.
        for (var line = 0; Sse.IsSupported && line < TRows.Value; line++)
        {
            Sse.Prefetch0(c + (line * tile->RowC));
            if (TColumns.Value > 1)
                Sse.Prefetch0(c + (line * tile->RowC) + TLanes.Width);
        }

        var row = tile->RowA;
        var row2 = 2 * row;
        var step = tile->StepA;
        var stepB = tile->StepB;
        var a3 = a + (3 * row);
        var a6 = a + (6 * row);
        var a9 = a + (9 * row);
        for (var k = tile->K; k > 0; k--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TColumns.Value > 1 ? TLanes.Load(b + TLanes.Width) : default;
            b += stepB;
            var x0 = TLanes.Broadcast(*a);
            c0x0 = TLanes.MultiplyAdd(x0, b0, c0x0);
            if (TColumns.Value > 1)
                c0x1 = TLanes.MultiplyAdd(x0, b1, c0x1);
            if (TRows.Value > 1)
            {
                var x1 = TLanes.Broadcast(a[row]);
                c1x0 = TLanes.MultiplyAdd(x1, b0, c1x0);
                if (TColumns.Value > 1)
                    c1x1 = TLanes.MultiplyAdd(x1, b1, c1x1);
            }
            if (TRows.Value > 2)
            {
                var x2 = TLanes.Broadcast(a[row2]);
                c2x0 = TLanes.MultiplyAdd(x2, b0, c2x0);
                if (TColumns.Value > 1)
                    c2x1 = TLanes.MultiplyAdd(x2, b1, c2x1);
            }
            if (TRows.Value > 3)
            {
                var x3 = TLanes.Broadcast(*a3);
                c3x0 = TLanes.MultiplyAdd(x3, b0, c3x0);
                if (TColumns.Value > 1)
                    c3x1 = TLanes.MultiplyAdd(x3, b1, c3x1);
            }
            if (TRows.Value > 4)
            {
                var x4 = TLanes.Broadcast(a3[row]);
                c4x0 = TLanes.MultiplyAdd(x4, b0, c4x0);
                if (TColumns.Value > 1)
                    c4x1 = TLanes.MultiplyAdd(x4, b1, c4x1);
            }
            if (TRows.Value > 5)
            {
                var x5 = TLanes.Broadcast(a3[row2]);
                c5x0 = TLanes.MultiplyAdd(x5, b0, c5x0);
                if (TColumns.Value > 1)
                    c5x1 = TLanes.MultiplyAdd(x5, b1, c5x1);
            }
            if (TRows.Value > 6)
            {
                var x6 = TLanes.Broadcast(*a6);
                c6x0 = TLanes.MultiplyAdd(x6, b0, c6x0);
                if (TColumns.Value > 1)
                    c6x1 = TLanes.MultiplyAdd(x6, b1, c6x1);
            }
            if (TRows.Value > 7)
            {
                var x7 = TLanes.Broadcast(a6[row]);
                c7x0 = TLanes.MultiplyAdd(x7, b0, c7x0);
                if (TColumns.Value > 1)
                    c7x1 = TLanes.MultiplyAdd(x7, b1, c7x1);
            }
            if (TRows.Value > 8)
            {
                var x8 = TLanes.Broadcast(a6[row2]);
                c8x0 = TLanes.MultiplyAdd(x8, b0, c8x0);
                if (TColumns.Value > 1)
                    c8x1 = TLanes.MultiplyAdd(x8, b1, c8x1);
            }
            if (TRows.Value > 9)
            {
                var x9 = TLanes.Broadcast(*a9);
                c9x0 = TLanes.MultiplyAdd(x9, b0, c9x0);
                if (TColumns.Value > 1)
                    c9x1 = TLanes.MultiplyAdd(x9, b1, c9x1);
            }
            if (TRows.Value > 10)
            {
                var x10 = TLanes.Broadcast(a9[row]);
                c10x0 = TLanes.MultiplyAdd(x10, b0, c10x0);
                if (TColumns.Value > 1)
                    c10x1 = TLanes.MultiplyAdd(x10, b1, c10x1);
            }
            if (TRows.Value > 11)
            {
                var x11 = TLanes.Broadcast(a9[row2]);
                c11x0 = TLanes.MultiplyAdd(x11, b0, c11x0);
                if (TColumns.Value > 1)
                    c11x1 = TLanes.MultiplyAdd(x11, b1, c11x1);
            }
            a += step;
            if (TRows.Value > 3)
                a3 += step;
            if (TRows.Value > 6)
                a6 += step;
            if (TRows.Value > 9)
                a9 += step;
        }

        Store<TColumns>(tile, c, columns, c0x0, c0x1);
        if (TRows.Value > 1)
            Store<TColumns>(tile, c + (1 * tile->RowC), columns, c1x0, c1x1);
        if (TRows.Value > 2)
            Store<TColumns>(tile, c + (2 * tile->RowC), columns, c2x0, c2x1);
        if (TRows.Value > 3)
            Store<TColumns>(tile, c + (3 * tile->RowC), columns, c3x0, c3x1);
        if (TRows.Value > 4)
            Store<TColumns>(tile, c + (4 * tile->RowC), columns, c4x0, c4x1);
        if (TRows.Value > 5)
            Store<TColumns>(tile, c + (5 * tile->RowC), columns, c5x0, c5x1);
        if (TRows.Value > 6)
            Store<TColumns>(tile, c + (6 * tile->RowC), columns, c6x0, c6x1);
        if (TRows.Value > 7)
            Store<TColumns>(tile, c + (7 * tile->RowC), columns, c7x0, c7x1);
        if (TRows.Value > 8)
            Store<TColumns>(tile, c + (8 * tile->RowC), columns, c8x0, c8x1);
        if (TRows.Value > 9)
            Store<TColumns>(tile, c + (9 * tile->RowC), columns, c9x0, c9x1);
        if (TRows.Value > 10)
            Store<TColumns>(tile, c + (10 * tile->RowC), columns, c10x0, c10x1);
        if (TRows.Value > 11)
            Store<TColumns>(tile, c + (11 * tile->RowC), columns, c11x0, c11x1);
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
