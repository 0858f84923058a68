using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Many small networks of one number each, z[r,c] = Σ_j w₂[c,j]·gelu(w₁[c,j]·h[r,c] + b₁[c,j]), or their gradients when
/// <see cref="Dz"/> is given. A part is some neighbouring networks, as many as share a cache line, over a shard of the rows; each shard
/// leaves weight gradients of its own. Rows fill the lanes, so that no number of networks
/// leaves lanes idle, and come in tiles that stay in the nearest cache: the hidden layer, far larger than anything else, never exists
/// as a whole. Where many rows ask for a smooth network it is computed at the nodes of a <see cref="NetworkTable"/> alone.
/// </summary>
internal unsafe struct ScalarNetworkParts : IParts
{
    /// <summary>Hidden units of a network at most: their sums lie on the stack.</summary>
    public const int MostHidden = 1024;

    private const int MostNodes = NetworkTable.MostNodes;

    private const int NetworksPerPart = 16;
    private const int EnoughParts = 8;
    private const int ShardRows = 128;
    private const int TableRows = 2048;   // shards of many rows stay this long, because each makes tables of its own
    private const int TileRows = 128;   // a multiple of the lanes
    private const int StretchRows = 4096;   // of one table; a multiple of the tile

    public float* H;
    public float* W1;
    public float* B1;
    public float* W2;
    public float* Dz;
    public float* Z;     // z, or dh
    public float* Shares;   // dw₁, db₁, dw₂, [shards, 3, networks, hidden]
    public int Rows;
    public int Networks;
    public int Hidden;

    /// <summary>Into how many shards rows are cut, so that few networks make work for several threads too.</summary>
    public static int Shards(int rows, int networks) =>
        Math.Clamp(EnoughParts / Blocks(networks), 1, Math.Max(1, rows / (rows >= 2 * TableRows ? TableRows : ShardRows)));

    /// <summary>Runs all parts.</summary>
    public static void Run(Workers workers, ScalarNetworkParts networks) =>
        workers.Run(Blocks(networks.Networks) * Shards(networks.Rows, networks.Networks), ref networks);

    public readonly void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Part<V512>(part);
        else if (Vector256.IsHardwareAccelerated)
            Part<V256>(part);
        else
            Part<V128>(part);
    }

    private static int Blocks(int networks) => Math.Max(1, (networks + NetworksPerPart - 1) / NetworksPerPart);

    private readonly void Part<V>(int part)
        where V : unmanaged, ISimd<V>
    {
        var (block, shard) = (part % Blocks(Networks), part / Blocks(Networks));
        long shards = Shards(Rows, Networks);
        var (first, end) = ((int)(Rows * shard / shards), (int)(Rows * (shard + 1) / shards));
        var last = Math.Min(Networks, (block + 1) * NetworksPerPart);
        for (var network = block * NetworksPerPart; network < last; network++)
        {
            if (Dz is null)
                Forward<V>(network, first, end);
            else
                Backward<V>(network, first, end, shard);
        }
    }

    [SkipLocalsInit]
    private readonly void Forward<V>(int network, int first, int end)
        where V : unmanaged, ISimd<V>
    {
        var h = stackalloc float[StretchRows];
        var weights = (long)network * Hidden;
        for (var row = first; row < end; row += StretchRows)
        {
            var rows = Math.Min(StretchRows, end - row);
            Gather(H, row, rows, network, h);
            if (NetworkTable.TryFor<V>(h, rows, W1 + weights, W2 + weights, Hidden, out var table))
                Look<V>(table, h, rows, network);
            else
                Values<V>(h, h, rows, network);
            Scatter(h, row, rows, network);
        }
    }

    [SkipLocalsInit]
    private readonly void Backward<V>(int network, int first, int end, int shard)
        where V : unmanaged, ISimd<V>
    {
        float* h = stackalloc float[StretchRows], dz = stackalloc float[StretchRows], dh = stackalloc float[StretchRows];
        var shares = stackalloc float[3 * Hidden * V.Width];   // dw₁, db₁, dw₂ by hidden unit, a lane for each of some rows
        new Span<float>(shares, 3 * Hidden * V.Width).Clear();
        var weights = (long)network * Hidden;
        for (var row = first; row < end; row += StretchRows)
        {
            var rows = Math.Min(StretchRows, end - row);
            Gather(H, row, rows, network, h);
            Gather(Dz, row, rows, network, dz);   // 0 beyond the last row, which therefore adds nothing
            if (NetworkTable.TryFor<V>(h, rows, W1 + weights, W2 + weights, Hidden, out var table))
                Pull<V>(table, h, dz, dh, rows, network, shares);
            else
                Units<V>(h, dz, dh, rows, network, shares);
            Scatter(dh, row, rows, network);
        }

        var count = (long)Networks * Hidden;
        var sums = Shares + (3 * count * shard) + weights;
        for (var j = 0; j < Hidden; j++)
        {
            for (var kind = 0; kind < 3; kind++)
                sums[(kind * count) + j] = V.Load(shares + (((3 * j) + kind) * V.Width)).Sum();
        }
    }

    /// <summary>z of rows from a table: h becomes z.</summary>
    [SkipLocalsInit]
    private readonly void Look<V>(CubicTable table, float* h, int rows, int network)
        where V : unmanaged, ISimd<V>
    {
        float* nodes = stackalloc float[MostNodes], cubics = stackalloc float[4 * MostNodes];
        table.Place(nodes);
        Values<V>(nodes, nodes, table.Nodes, network);
        table.Coefficients(nodes, cubics);
        float* t = stackalloc float[StretchRows];
        var places = stackalloc int[StretchRows];
        table.Split<V>(h, places, t, rows);
        CubicTable.Evaluate(cubics, places, t, h, rows);
    }

    /// <summary>dh of rows from a table of slopes, and the shares of its nodes, to which gradients of rows are carried.</summary>
    [SkipLocalsInit]
    private readonly void Pull<V>(CubicTable table, float* h, float* dz, float* dh, int rows, int network, float* shares)
        where V : unmanaged, ISimd<V>
    {
        float* nodes = stackalloc float[MostNodes], values = stackalloc float[MostNodes], unused = stackalloc float[MostNodes];
        float* cubics = stackalloc float[4 * MostNodes], moments = stackalloc float[4 * MostNodes];
        table.Place(nodes);
        new Span<float>(nodes + table.Nodes, (-table.Nodes) & (TileRows - 1)).Clear();
        Slopes<V>(nodes, values, table.Nodes, network);
        table.Coefficients(values, cubics);
        new Span<float>(moments, 4 * table.Nodes).Clear();
        float* t = stackalloc float[StretchRows];
        var places = stackalloc int[StretchRows];
        table.Split<V>(h, places, t, rows);
        CubicTable.Pull(cubics, places, t, dz, dh, moments, rows);
        new Span<float>(values, (table.Nodes + TileRows - 1) & -TileRows).Clear();   // 0 beyond the last node, which therefore adds nothing
        table.Transpose(moments, values);
        Units<V>(nodes, values, unused, table.Nodes, network, shares);
    }

    /// <summary>z at each h; both may be the same.</summary>
    private readonly void Values<V>(float* h, float* z, int count, int network)
        where V : unmanaged, ISimd<V> => Sums<V, GeluOf>(h, z, count, network, W2 + ((long)network * Hidden));

    /// <summary>dz/dh at each h.</summary>
    private readonly void Slopes<V>(float* h, float* slopes, int count, int network)
        where V : unmanaged, ISimd<V>
    {
        float* w1 = W1 + ((long)network * Hidden), w2 = W2 + ((long)network * Hidden), weights = stackalloc float[Hidden];
        for (var j = 0; j < Hidden; j++)
            weights[j] = w1[j] * w2[j];
        Sums<V, GeluSlopeOf>(h, slopes, count, network, weights);
    }

    /// <summary>Σ_j weightⱼ·f(w₁ⱼ·h + b₁ⱼ) at each h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sums<V, TUnit>(float* h, float* sums, int count, int network, float* weights)
        where V : unmanaged, ISimd<V>
        where TUnit : struct, IUnary
    {
        float* w1 = W1 + ((long)network * Hidden), b1 = B1 + ((long)network * Hidden);
        for (var r = 0; r < count; r += V.Width)
        {
            var x = V.Load(h + r);
            var sum = V.Fill(0f);
            for (var j = 0; j < Hidden; j++)
                sum = V.MultiplyAdd(default(TUnit).Invoke(V.MultiplyAdd(x, V.Fill(w1[j]), V.Fill(b1[j]))), V.Fill(weights[j]), sum);
            sum.Store(sums + r);
        }
    }

    /// <summary>dh of rows, and all units' shares, tile by tile.</summary>
    private readonly void Units<V>(float* h, float* dz, float* dh, int rows, int network, float* shares)
        where V : unmanaged, ISimd<V>
    {
        for (var tile = 0; tile < rows; tile += TileRows)
        {
            new Span<float>(dh + tile, TileRows).Clear();
            for (var j = 0; j < Hidden; j++)
                Unit<V>(h + tile, dz + tile, dh + tile, Math.Min(TileRows, rows - tile), ((long)network * Hidden) + j, shares + (3 * j * V.Width));
        }
    }

    /// <summary>One hidden unit's share in the gradients of a tile of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Unit<V>(float* h, float* dz, float* dh, int rows, long unit, float* shares)
        where V : unmanaged, ISimd<V>
    {
        V w1 = V.Fill(W1[unit]), b1 = V.Fill(B1[unit]), w2 = V.Fill(W2[unit]);
        V dw1 = V.Load(shares), db1 = V.Load(shares + V.Width), dw2 = V.Load(shares + (2 * V.Width));
        for (var r = 0; r < rows; r += V.Width)
        {
            V x = V.Load(h + r), d = V.Load(dz + r);
            var slope = SimdMath.GeluWithDerivative(V.MultiplyAdd(x, w1, b1), out var hidden);
            dw2 = V.MultiplyAdd(d, hidden, dw2);
            var share = d * w2 * slope;
            db1 += share;
            dw1 = V.MultiplyAdd(share, x, dw1);
            V.MultiplyAdd(share, w1, V.Load(dh + r)).Store(dh + r);
        }

        dw1.Store(shares);
        db1.Store(shares + V.Width);
        dw2.Store(shares + (2 * V.Width));
    }

    /// <summary>A stretch of one network's column, 0 from the last row to the end of its tile.</summary>
    private readonly void Gather(float* matrix, int row, int rows, int network, float* tile)
    {
        var from = matrix + ((long)row * Networks) + network;
        for (var r = 0; r < rows; r++)
            tile[r] = from[(long)r * Networks];
        new Span<float>(tile + rows, (-rows) & (TileRows - 1)).Clear();
    }

    private readonly void Scatter(float* tile, int row, int rows, int network)
    {
        var to = Z + ((long)row * Networks) + network;
        for (var r = 0; r < rows; r++)
            to[(long)r * Networks] = tile[r];
    }

    private readonly struct GeluOf : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.Gelu(x);
    }

    private readonly struct GeluSlopeOf : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.GeluDerivative(x);
    }
}
