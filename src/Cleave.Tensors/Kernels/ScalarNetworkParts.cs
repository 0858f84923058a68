using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Many small networks of one number each, z[r,c] = Σ_j w₂[c,j]·gelu(w₁[c,j]·h[r,c] + b₁[c,j]), or their gradients when
/// <see cref="Dz"/> is given. A part is as many neighbouring networks as a register has lanes, over all rows: rows come in tiles that
/// stay in the nearest cache, so the hidden layer, far larger than anything else, never exists as a whole.
/// </summary>
internal unsafe struct ScalarNetworkParts : IParts
{
    /// <summary>Hidden units of a network at most: their sums lie on the stack.</summary>
    public const int MostHidden = 1024;

    private const int TileRows = 64;
    private const int MostLanes = 16;

    public float* H;
    public float* W1;
    public float* B1;
    public float* W2;
    public float* Dz;
    public float* Z;     // z, or dh
    public float* Dw1;
    public float* Db1;
    public float* Dw2;
    public int Rows;
    public int Networks;
    public int Hidden;

    /// <summary>Runs all parts.</summary>
    public static void Run(Workers workers, ScalarNetworkParts networks)
    {
        var lanes = networks.Lanes;
        workers.Run((networks.Networks + lanes - 1) / lanes, ref networks);
    }

    // The widest register that the networks fill.
    private readonly int Lanes => Vector512.IsHardwareAccelerated && Networks >= 16 ? 16
        : Vector256.IsHardwareAccelerated && Networks >= 8 ? 8
        : Networks >= 4 ? 4 : 1;

    public readonly void Run(int part, int worker)
    {
        // The last part moves back to end with the last network. What it shares with its neighbour both compute and write, to the bit.
        var first = Math.Min(part * Lanes, Networks - Lanes);
        switch (Lanes)
        {
            case 16: Block<V512>(first); break;
            case 8: Block<V256>(first); break;
            case 4: Block<V128>(first); break;
            default: Block<V1>(first); break;
        }
    }

    private readonly void Block<V>(int first)
        where V : unmanaged, ISimd<V>
    {
        if (Dz is null)
            Forward<V>(first);
        else
            Backward<V>(first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Forward<V>(int first)
        where V : unmanaged, ISimd<V>
    {
        var sums = stackalloc float[TileRows * MostLanes];
        for (var row = 0; row < Rows; row += TileRows)
        {
            var rows = Math.Min(TileRows, Rows - row);
            var h = H + ((long)row * Networks) + first;
            new Span<float>(sums, rows * V.Width).Clear();
            for (var j = 0; j < Hidden; j++)
            {
                V w1 = Column<V>(W1, first, j), b1 = Column<V>(B1, first, j), w2 = Column<V>(W2, first, j);
                for (var r = 0; r < rows; r++)
                {
                    var hidden = SimdMath.Gelu(V.MultiplyAdd(V.Load(h + ((long)r * Networks)), w1, b1));
                    V.MultiplyAdd(hidden, w2, V.Load(sums + (r * V.Width))).Store(sums + (r * V.Width));
                }
            }

            Put<V>(sums, row, rows, first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Backward<V>(int first)
        where V : unmanaged, ISimd<V>
    {
        var sums = stackalloc float[TileRows * MostLanes];
        var shares = stackalloc float[3 * Hidden * V.Width];   // dw₁, db₁, dw₂ by hidden unit
        new Span<float>(shares, 3 * Hidden * V.Width).Clear();
        for (var row = 0; row < Rows; row += TileRows)
        {
            var rows = Math.Min(TileRows, Rows - row);
            var h = H + ((long)row * Networks) + first;
            var dz = Dz + ((long)row * Networks) + first;
            new Span<float>(sums, rows * V.Width).Clear();
            for (var j = 0; j < Hidden; j++)
                Unit<V>(h, dz, sums, shares + (3 * j * V.Width), rows, (first, j));
            Put<V>(sums, row, rows, first);
        }

        for (var j = 0; j < Hidden; j++)
        {
            Scatter<V>(shares + (3 * j * V.Width), Dw1, first, j);
            Scatter<V>(shares + (((3 * j) + 1) * V.Width), Db1, first, j);
            Scatter<V>(shares + (((3 * j) + 2) * V.Width), Dw2, first, j);
        }
    }

    /// <summary>One hidden unit's share in the gradients of a tile of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Unit<V>(float* h, float* dz, float* sums, float* shares, int rows, (int First, int J) place)
        where V : unmanaged, ISimd<V>
    {
        V w1 = Column<V>(W1, place.First, place.J), b1 = Column<V>(B1, place.First, place.J), w2 = Column<V>(W2, place.First, place.J);
        V dw1 = V.Load(shares), db1 = V.Load(shares + V.Width), dw2 = V.Load(shares + (2 * V.Width));
        for (var r = 0; r < rows; r++)
        {
            V x = V.Load(h + ((long)r * Networks)), d = V.Load(dz + ((long)r * Networks));
            var slope = SimdMath.GeluWithDerivative(V.MultiplyAdd(x, w1, b1), out var hidden);
            dw2 = V.MultiplyAdd(d, hidden, dw2);
            var share = d * w2 * slope;
            db1 += share;
            dw1 = V.MultiplyAdd(share, x, dw1);
            V.MultiplyAdd(share, w1, V.Load(sums + (r * V.Width))).Store(sums + (r * V.Width));
        }

        dw1.Store(shares);
        db1.Store(shares + V.Width);
        dw2.Store(shares + (2 * V.Width));
    }

    private readonly void Put<V>(float* sums, int row, int rows, int first)
        where V : unmanaged, ISimd<V>
    {
        var to = Z + ((long)row * Networks) + first;
        for (var r = 0; r < rows; r++)
            V.Load(sums + (r * V.Width)).Store(to + ((long)r * Networks));
    }

    /// <summary>Entry j of the tables' rows from <paramref name="first"/> on.</summary>
    private readonly V Column<V>(float* table, int first, int j)
        where V : unmanaged, ISimd<V>
    {
        var entries = stackalloc float[MostLanes];
        for (var lane = 0; lane < V.Width; lane++)
            entries[lane] = table[((first + lane) * Hidden) + j];
        return V.Load(entries);
    }

    private readonly void Scatter<V>(float* entries, float* table, int first, int j)
        where V : unmanaged, ISimd<V>
    {
        for (var lane = 0; lane < V.Width; lane++)
            table[((first + lane) * Hidden) + j] = entries[lane];
    }
}
