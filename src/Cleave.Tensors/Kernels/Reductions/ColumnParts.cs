using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>How an [outer, reduce, inner] array is cut for sums over its middle: shards of rows by tiles of columns.</summary>
internal readonly struct ColumnShape
{
    public const int ShardRows = 64;
    private const int TileColumns = 1024;

    private readonly long _tiles;
    private readonly long _tilesPerPart;

    public ColumnShape(long outer, long reduce, long inner)
    {
        (Outer, Reduce, Inner) = (outer, reduce, inner);
        Shards = Math.Max(1, (reduce + ShardRows - 1) / ShardRows);
        _tiles = (inner + TileColumns - 1) / TileColumns;
        _tilesPerPart = Math.Max(1, Elementwise.PartLength / (Math.Clamp(reduce, 1, ShardRows) * Math.Min(inner, TileColumns)));
        Parts = checked((int)((Tiles + _tilesPerPart - 1) / _tilesPerPart));
    }

    public long Outer { get; }

    public long Reduce { get; }

    public long Inner { get; }

    public long Shards { get; }

    public int Parts { get; }

    private long Tiles => Outer * Shards * _tiles;

    /// <summary>The tiles of a part.</summary>
    public (long First, long End) Range(int part) => (part * _tilesPerPart, Math.Min(Tiles, (part + 1) * _tilesPerPart));

    /// <summary>Where a tile begins in the array, its rows and columns, and where its sums go.</summary>
    public void Tile(long tile, out long from, out long rows, out long columns, out long to)
    {
        var column = tile % _tiles * TileColumns;
        var shard = tile / _tiles % Shards;
        var block = tile / _tiles / Shards;
        rows = Math.Min(ShardRows, Reduce - (shard * ShardRows));
        columns = Math.Min(TileColumns, Inner - column);
        from = (((block * Reduce) + (shard * ShardRows)) * Inner) + column;
        to = (((block * Shards) + shard) * Inner) + column;
    }
}

/// <summary>Sums of a few rows, column by column.</summary>
internal unsafe struct ColumnParts : IParts
{
    public float* X;
    public float* Y;
    public ColumnShape Shape;
    public bool Accumulate;

    public readonly void Run(int part, int worker)
    {
        var (tile, end) = Shape.Range(part);
        for (; tile < end; tile++)
        {
            Shape.Tile(tile, out var from, out var rows, out var columns, out var to);
            if (Vector512.IsHardwareAccelerated)
                Columns<V512>(X + from, Y + to, rows, columns, Shape.Inner, Accumulate);
            else if (Vector256.IsHardwareAccelerated)
                Columns<V256>(X + from, Y + to, rows, columns, Shape.Inner, Accumulate);
            else
                Columns<V128>(X + from, Y + to, rows, columns, Shape.Inner, Accumulate);
        }
    }

    /// <summary>y[c] = Σᵣ x[r·stride + c], or that added to y.</summary>
    public static void Columns<V>(float* x, float* y, long rows, long columns, long stride, bool accumulate)
        where V : unmanaged, ISimd<V>
    {
        long c = 0;
        for (; c <= columns - (4 * V.Width); c += 4 * V.Width)
            FourWide<V>(x + c, y + c, rows, stride, accumulate);
        for (; c <= columns - V.Width; c += V.Width)
            OneWide<V>(x + c, y + c, rows, stride, accumulate);
        for (; c <= columns - V128.Width; c += V128.Width)
            OneWide<V128>(x + c, y + c, rows, stride, accumulate);
        for (; c < columns; c++)
            OneWide<V1>(x + c, y + c, rows, stride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourWide<V>(float* x, float* y, long rows, long stride, bool accumulate)
        where V : unmanaged, ISimd<V>
    {
        // Even and odd rows apart: half the error and twice the additions in flight.
        V a = V.Fill(0f), b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
        for (; rows >= 2; rows -= 2)
        {
            var next = x + stride;
            a += V.Load(x);
            b += V.Load(x + V.Width);
            c += V.Load(x + (2 * V.Width));
            d += V.Load(x + (3 * V.Width));
            a2 += V.Load(next);
            b2 += V.Load(next + V.Width);
            c2 += V.Load(next + (2 * V.Width));
            d2 += V.Load(next + (3 * V.Width));
            x = next + stride;
        }

        if (rows > 0)
        {
            a += V.Load(x);
            b += V.Load(x + V.Width);
            c += V.Load(x + (2 * V.Width));
            d += V.Load(x + (3 * V.Width));
        }

        Put(a + a2, y, accumulate);
        Put(b + b2, y + V.Width, accumulate);
        Put(c + c2, y + (2 * V.Width), accumulate);
        Put(d + d2, y + (3 * V.Width), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneWide<V>(float* x, float* y, long rows, long stride, bool accumulate)
        where V : unmanaged, ISimd<V>
    {
        V even = V.Fill(0f), odd = even;
        for (; rows >= 2; rows -= 2)
        {
            even += V.Load(x);
            odd += V.Load(x + stride);
            x += 2 * stride;
        }

        if (rows > 0)
            even += V.Load(x);
        Put(even + odd, y, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(V sum, float* y, bool accumulate)
        where V : unmanaged, ISimd<V>
    {
        if (accumulate)
            sum += V.Load(y);
        sum.Store(y);
    }
}
