using System.Runtime.CompilerServices;

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

    /// <summary>From one step of B to the next, or 0 where B is packed in strips.</summary>
    public nint StepB;

    /// <summary>From one row of C to the next.</summary>
    public nint RowC;

    /// <summary>Factor on the product.</summary>
    public float Alpha;

    /// <summary>Whether to add to C.</summary>
    public bool Add;
}

/// <summary>
/// Register blocks: up to 12 rows of one or two vectors of C, held in registers over the whole inner loop (<see cref="GemmSums{TLanes, TVector}"/>). Every
/// element sees the same chain of multiply-adds, in the same order, whatever the block it falls in.
/// </summary>
internal static unsafe class GemmKernel<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// Computes <paramref name="rows"/>×<paramref name="columns"/> from strips of packed B that follow each other, two vectors wide but for a last one of one
    /// vector; at most one strip where B is not packed. Of packed A, steps lie a register block's height in whole vectors apart.
    /// </summary>
    public static void Run(GemmTile* tile, int rows, int columns, float* a, float* b, float* c)
    {
        if (tile->StepB == 0 && tile->StepA == GemmCount1.Value)
            Pick<GemmCount1>(tile, rows, columns, a, b, c);
        else if (tile->StepB == 0 && tile->StepA == GemmCount8.Value)
            Pick<GemmCount8>(tile, rows, columns, a, b, c);
        else if (tile->StepB == 0 && tile->StepA == GemmCount16.Value)
            Pick<GemmCount16>(tile, rows, columns, a, b, c);
        else
            Pick<GemmCount0>(tile, rows, columns, a, b, c);
    }

    private static void Pick<TStep>(GemmTile* tile, int rows, int columns, float* a, float* b, float* c)
        where TStep : struct, IGemmCount
    {
        switch (rows)
        {
            case 1:
                Strips<GemmCount1, TStep>(tile, columns, a, b, c);
                break;
            case 2:
                Strips<GemmCount2, TStep>(tile, columns, a, b, c);
                break;
            case 3:
                Strips<GemmCount3, TStep>(tile, columns, a, b, c);
                break;
            case 4:
                Strips<GemmCount4, TStep>(tile, columns, a, b, c);
                break;
            case 5:
                Strips<GemmCount5, TStep>(tile, columns, a, b, c);
                break;
            case 6:
                Strips<GemmCount6, TStep>(tile, columns, a, b, c);
                break;
            case 7:
                Strips<GemmCount7, TStep>(tile, columns, a, b, c);
                break;
            case 8:
                Strips<GemmCount8, TStep>(tile, columns, a, b, c);
                break;
            case 9:
                Strips<GemmCount9, TStep>(tile, columns, a, b, c);
                break;
            case 10:
                Strips<GemmCount10, TStep>(tile, columns, a, b, c);
                break;
            case 11:
                Strips<GemmCount11, TStep>(tile, columns, a, b, c);
                break;
            case 12:
                Strips<GemmCount12, TStep>(tile, columns, a, b, c);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows), rows, "A tile has 1 to 12 rows.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strips<TRows, TStep>(GemmTile* tile, int columns, float* a, float* b, float* c)
        where TRows : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        var strip = 2 * TLanes.Width;
        for (; columns >= strip; columns -= strip, b += strip * tile->K, c += strip)
        {
            GemmSums<TLanes, TVector>.Fetch<TRows>(c, tile->RowC);
            var sums = default(GemmSums<TLanes, TVector>);
            sums.Multiply<TRows, GemmCount2, TStep>(tile, a, b);
            Store<TRows>(ref sums, tile, strip, c);
        }

        if (columns > TLanes.Width)
            Last<TRows, GemmCount2, TStep>(tile, columns, a, b, c);
        else if (columns > 0)
            Last<TRows, GemmCount1, TStep>(tile, columns, a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Last<TRows, TColumns, TStep>(GemmTile* tile, int columns, float* a, float* b, float* c)
        where TRows : struct, IGemmCount
        where TColumns : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        GemmSums<TLanes, TVector>.Fetch<TRows>(c, tile->RowC);
        var sums = default(GemmSums<TLanes, TVector>);
        sums.Multiply<TRows, TColumns, TStep>(tile, a, b);
        Store<TRows>(ref sums, tile, columns, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TRows>(ref GemmSums<TLanes, TVector> sums, GemmTile* tile, int columns, float* c)
        where TRows : struct, IGemmCount
    {
        if (tile->Alpha != 1f)
            sums.Scale<TRows>(tile->Alpha);
        if (tile->Add)
            sums.Include<TRows>(c, tile->RowC, columns);
        sums.Store<TRows>(c, tile->RowC, columns);
    }
}
