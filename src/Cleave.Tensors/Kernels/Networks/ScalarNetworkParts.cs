using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Many small networks of one number each, z[r,c] = Σ_j w₂[c,j]·gelu(w₁[c,j]·h[r,c] + b₁[c,j]), or their gradients when
/// <see cref="Dz"/> is given. A part is some neighbouring networks over a shard of the rows; each shard
/// leaves weight gradients of its own. Rows fill the lanes, so that no number of networks
/// leaves lanes idle, and the hidden layer, far larger than anything else, exists one unit at a time. Rows of 0 are computed once
/// (<see cref="NonzeroRows"/>). Where many others ask for a smooth network it is computed at the nodes of a <see cref="NetworkTable"/> alone.
/// </summary>
internal unsafe struct ScalarNetworkParts : IParts
{
    /// <summary>Hidden units of a network at most: their sums lie on the stack.</summary>
    public const int MostHidden = 1024;

    private const int MostNodes = NetworkTable.MostNodes;

    private const int NetworksPerPart = 32;   // two cache lines of a row, which is looked at for 0 once
    private const int NetworksPerLine = 16;   // counts shards, whose number decides how sums round and so does not follow the size of a part
    private const int EnoughParts = 8;
    private const int ShardRows = 128;
    private const int TableRows = 2048;   // shards of many rows stay this long, because each makes tables of its own
    private const int Together = NonzeroRows.Together;
    private const int StretchRows = 4096;   // of one table; a multiple of the lanes

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
        Math.Clamp(EnoughParts / Math.Max(1, (networks + NetworksPerLine - 1) / NetworksPerLine), 1, Math.Max(1, rows / (rows >= 2 * TableRows ? TableRows : ShardRows)));

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
        var network = block * NetworksPerPart;
        var networks = Math.Min(Networks - network, NetworksPerPart);
        var row = first;
        do
        {
            var rows = Math.Min(StretchRows, end - row);
            if (Dz is null)
                Forward<V>(row, rows, network, networks);
            else
                Backward<V>(row, rows, network, networks, shard, isFirst: row == first);
            row += StretchRows;
        }
        while (row < end);
    }

    [SkipLocalsInit]
    private readonly void Forward<V>(int row, int rows, int first, int networks)
        where V : unmanaged, ISimd<V>
    {
        float* values = stackalloc float[Together * StretchRows], atZero = stackalloc float[NetworksPerPart];
        var places = stackalloc int[StretchRows];
        var start = ((nint)row * Networks) + first;
        var some = new NonzeroRows(H + start, Networks, networks, rows, places);
        for (var begin = 0; begin < networks; begin += Together)
        {
            var together = Math.Min(Together, networks - begin);
            some.Gather(H + start + begin, Networks, together, values, StretchRows);
            for (var n = begin; n < begin + together; n++)
            {
                var h = values + ((n - begin) * StretchRows);
                if (some.AnyZero)
                    h[some.Count - 1] = 0;
                Pad<V>(h, some.Count);
                var weights = (long)(first + n) * Hidden;
                if (NetworkTable.TryFor<V>(h, some.Count, W1 + weights, W2 + weights, Hidden, out var table))
                    Look<V>(table, h, some.Count, first + n);
                else
                    Values<V>(h, h, some.Count, first + n);
                if (some.AnyZero)
                    atZero[n] = h[some.Count - 1];
            }

            some.Scatter(values, StretchRows, Z + start + begin, Networks, together);
        }

        some.SetZeros<V>(atZero, null, Z + start, Networks, networks);
    }

    [SkipLocalsInit]
    private readonly void Backward<V>(int row, int rows, int first, int networks, int shard, bool isFirst)
        where V : unmanaged, ISimd<V>
    {
        float* values = stackalloc float[Together * StretchRows], gradients = stackalloc float[Together * StretchRows];
        float* atZero = stackalloc float[NetworksPerPart], dzOfZeros = stackalloc float[NetworksPerPart];
        var places = stackalloc int[StretchRows];
        var shares = stackalloc float[3 * Hidden * V.Width];   // dw₁, db₁, dw₂ by hidden unit, a lane for each of some rows
        var start = ((nint)row * Networks) + first;
        var some = new NonzeroRows(H + start, Networks, networks, rows, places);
        some.SumZeros<V>(Dz + start, Networks, networks, dzOfZeros);
        for (var begin = 0; begin < networks; begin += Together)
        {
            var together = Math.Min(Together, networks - begin);
            some.Gather(H + start + begin, Networks, together, values, StretchRows);
            some.Gather(Dz + start + begin, Networks, together, gradients, StretchRows);
            for (var n = begin; n < begin + together; n++)
            {
                float* h = values + ((n - begin) * StretchRows), dz = gradients + ((n - begin) * StretchRows);
                if (some.AnyZero)
                    (h[some.Count - 1], dz[some.Count - 1]) = (0, dzOfZeros[n]);
                Pad<V>(h, some.Count);
                Pad<V>(dz, some.Count);   // 0 beyond the last row, which therefore adds nothing
                new Span<float>(shares, 3 * Hidden * V.Width).Clear();
                var atLast = Pull<V>(h, dz, some.Count, first + n, shares);
                if (some.AnyZero)
                    atZero[n] = atLast;
                Share<V>(shares, first + n, shard, isFirst);
            }

            some.Scatter(gradients, StretchRows, Z + start + begin, Networks, together);
        }

        some.SetZeros<V>(atZero, Dz + start, Z + start, Networks, networks);
    }

    /// <summary>dz becomes dh. Returns dz/dh of the last row.</summary>
    [SkipLocalsInit]
    private readonly float Pull<V>(float* h, float* dz, int rows, int network, float* shares)
        where V : unmanaged, ISimd<V>
    {
        var slopes = stackalloc float[StretchRows];
        var weights = (long)network * Hidden;
        if (NetworkTable.TryFor<V>(h, rows, W1 + weights, W2 + weights, Hidden, out var table))
            Look<V>(table, h, dz, slopes, rows, network, shares);
        else
            Units<V>(h, dz, slopes, rows, network, shares);
        for (var r = 0; r < rows; r += V.Width)
            (V.Load(dz + r) * V.Load(slopes + r)).Store(dz + r);
        return slopes[rows - 1];
    }

    /// <summary>Adds what a stretch of rows gives to the gradients of a network's weights. The units' w₂ is a factor of all their rows.</summary>
    private readonly void Share<V>(float* shares, int network, int shard, bool isFirst)
        where V : unmanaged, ISimd<V>
    {
        var count = (long)Networks * Hidden;
        var w2 = W2 + ((long)network * Hidden);
        var sums = Shares + (3 * count * shard) + ((long)network * Hidden);
        for (var j = 0; j < Hidden; j++)
        {
            for (var kind = 0; kind < 3; kind++)
            {
                var sum = V.Load(shares + (((3 * j) + kind) * V.Width)).Sum() * (kind == 2 ? 1 : w2[j]);
                sums[(kind * count) + j] = isFirst ? sum : sums[(kind * count) + j] + sum;
            }
        }
    }

    /// <summary>z of rows from a table: h becomes z.</summary>
    [SkipLocalsInit]
    private readonly void Look<V>(CubicTable table, float* h, int rows, int network)
        where V : unmanaged, ISimd<V>
    {
        float* nodes = stackalloc float[MostNodes], cubics = stackalloc float[4 * MostNodes], t = stackalloc float[StretchRows];
        var places = stackalloc int[StretchRows];
        table.Place(nodes);
        Values<V>(nodes, nodes, table.Nodes, network);
        table.Coefficients<V>(nodes, cubics);
        table.Split<V>(h, places, t, rows);
        table.Evaluate(cubics, places, t, h, rows);
    }

    /// <summary>dz/dh of rows from a table, and the shares of its nodes, to which gradients of rows are carried first.</summary>
    [SkipLocalsInit]
    private readonly void Look<V>(CubicTable table, float* h, float* dz, float* slopes, int rows, int network, float* shares)
        where V : unmanaged, ISimd<V>
    {
        float* nodes = stackalloc float[MostNodes], carried = stackalloc float[MostNodes], nodeSlopes = stackalloc float[MostNodes];
        float* cubics = stackalloc float[4 * MostNodes], moments = stackalloc float[4 * MostNodes], t = stackalloc float[StretchRows];
        var places = stackalloc int[StretchRows];
        table.Split<V>(h, places, t, rows);
        new Span<float>(moments, 4 * table.Nodes).Clear();
        CubicTable.AddMoments(places, t, dz, moments, rows);
        table.Transpose(moments, carried);
        table.Place(nodes);
        Pad<V>(nodes, table.Nodes);
        Pad<V>(carried, table.Nodes);   // 0 beyond the last node, which therefore adds nothing
        Units<V>(nodes, carried, nodeSlopes, table.Nodes, network, shares);
        table.Coefficients<V>(nodeSlopes, cubics);
        table.Evaluate(cubics, places, t, slopes, rows);
    }

    /// <summary>z at each h; both may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Values<V>(float* h, float* z, int count, int network)
        where V : unmanaged, ISimd<V>
    {
        float* w1 = W1 + ((long)network * Hidden), b1 = B1 + ((long)network * Hidden), w2 = W2 + ((long)network * Hidden);
        for (var r = 0; r < count; r += V.Width)
        {
            var x = V.Load(h + r);
            var sum = V.Fill(0f);
            for (var j = 0; j < Hidden; j++)
                sum = V.MultiplyAdd(SimdMath.Gelu(V.MultiplyAdd(x, V.Fill(w1[j]), V.Fill(b1[j]))), V.Fill(w2[j]), sum);
            sum.Store(z + r);
        }
    }

    /// <summary>dz/dh of rows, and all units' shares, but for w₂ in those of w₁ and b₁.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Units<V>(float* h, float* dz, float* slopes, int rows, int network, float* shares)
        where V : unmanaged, ISimd<V>
    {
        float* w1 = W1 + ((long)network * Hidden), b1 = B1 + ((long)network * Hidden), w2 = W2 + ((long)network * Hidden);
        for (var r = 0; r < rows; r += V.Width)
        {
            V x = V.Load(h + r), d = V.Load(dz + r);
            var sum = V.Fill(0f);
            var share = shares;
            for (var j = 0; j < Hidden; j++, share += 3 * V.Width)
            {
                var w = V.Fill(w1[j]);
                var slope = SimdMath.GeluWithDerivative(V.MultiplyAdd(x, w, V.Fill(b1[j])), out var hidden);
                sum = V.MultiplyAdd(slope, w * V.Fill(w2[j]), sum);
                slope *= d;
                V.MultiplyAdd(slope, x, V.Load(share)).Store(share);
                (V.Load(share + V.Width) + slope).Store(share + V.Width);
                V.MultiplyAdd(d, hidden, V.Load(share + (2 * V.Width))).Store(share + (2 * V.Width));
            }

            sum.Store(slopes + r);
        }
    }

    /// <summary>0 from the last number to the end of its register.</summary>
    private static void Pad<V>(float* values, int count)
        where V : unmanaged, ISimd<V> => new Span<float>(values + count, (-count) & (V.Width - 1)).Clear();
}
