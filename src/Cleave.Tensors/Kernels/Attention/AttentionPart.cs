using System.Runtime.CompilerServices;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Kernels;

/// <summary>Some neighbouring positions of one head, whose tiles one thread computes. Tiles share their sizes, and what of them a causal pattern hides.</summary>
/// <param name="Batch">Which element.</param>
/// <param name="Head">Which head, of queries or of keys.</param>
/// <param name="From">The first position.</param>
/// <param name="To">The first position after them.</param>
internal readonly unsafe record struct AttentionPart(int Batch, int Head, int From, int To)
{
    /// <summary>Rows of a tile, which are positions of the other side, that are computed before anything is done with them.</summary>
    public const int Block = 64;

    private const int Positions = 128;

    /// <summary>How many parts there are.</summary>
    public static int Count(AttentionShape shape, int heads) => shape.Batch * heads * PerHead(shape);

    /// <summary>A part.</summary>
    public static AttentionPart Of(AttentionShape shape, int heads, int part)
    {
        var (row, within) = (part / PerHead(shape), part % PerHead(shape) * Positions);
        return new AttentionPart(row / heads, row % heads, within, Math.Min(shape.Positions, within + Positions));
    }

    /// <summary>
    /// Overwrites what a causal pattern hides in rows of a tile. Rows stand for positions from <paramref name="start"/> on, lanes for
    /// positions from <paramref name="first"/> on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hide<V>(float* tile, int start, int rows, int first, bool lanesAreQueries, float value)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        var index = stackalloc float[lanes];
        for (var lane = 0; lane < lanes; lane++)
            index[lane] = lane;
        var (from, to) = (Math.Max(0, first - start), Math.Min(rows, first + lanes - start));
        for (var row = from; row < to; row++)
        {
            V here = V.Fill(start + row - first), hidden = V.Fill(value);
            for (var at = 0; at < lanes; at += V.Width)
            {
                var lane = V.Load(index + at);
                var p = tile + (row * lanes) + at;
                var isHidden = lanesAreQueries ? V.Greater(here, lane) : V.Greater(lane, here);
                V.Select(isHidden, hidden, V.Load(p)).Store(p);
            }
        }
    }

    private static int PerHead(AttentionShape shape) => (shape.Positions + Positions - 1) / Positions;
}
