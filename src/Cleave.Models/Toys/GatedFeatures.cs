using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// x = Σ_f g_f·z_f·read_f + Σ_k n_k·silent_k with gates g_f that are on with probability p and have one pairwise correlation c, and values z_f of either sign
/// with |z_f| uniform in [0.5, 1.5). With probability c all gates of a sample are one coin, otherwise each is its own; so
/// E[g_f] = p and E[g_f·g_h] = c·p + (1 − c)·p², that is Cov = c·p·(1 − p) and correlation c exactly. Silent directions, which the target does not read,
/// always carry n_k uniform in [−1, 1): without them, what a subcomponent reads there would be free.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="purpose">Names the random streams.</param>
/// <param name="batch">Samples.</param>
/// <param name="reads">One direction a feature, each [in].</param>
/// <param name="probability">p.</param>
/// <param name="correlation">c.</param>
/// <param name="silent">Directions that the target does not read, each [in].</param>
public sealed class GatedFeatures(ulong seed, string purpose, int batch, float[][] reads, float probability, float correlation, float[][] silent) : IData
{
    private readonly Variable _reads = ToVariable("reads", reads);
    private readonly Variable? _silent = silent.Length == 0 ? null : ToVariable("silent", silent);

    /// <inheritdoc/>
    public Shape BatchShape => [batch, reads[0].Length];

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var magnitude = Draw(graph, "magnitude", reads.Length) + 0.5f;                        // [batch, features]
        var sign = (Draw(graph, "sign", reads.Length).Greater(0.5f) * 2f) - 1f;               // [batch, features]
        var x = (Gates(graph) * magnitude * sign).MatMul(graph.Read(_reads));                 // [batch, in]
        return _silent is null ? x : x + ((Draw(graph, "silent", silent.Length) * 2f) - 1f).MatMul(graph.Read(_silent));
    }

    /// <summary>The gates of the batch, 0 or 1, [batch, features].</summary>
    public Tensor Gates(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var p = graph.Fill(probability, Shape.Scalar);
        var own = p.Greater(Draw(graph, "own", reads.Length));                                // [batch, features]
        var common = p.Greater(Draw(graph, "common", 1));                                     // [batch, 1]
        var together = graph.Fill(correlation, Shape.Scalar).Greater(Draw(graph, "together", 1));   // [batch, 1]
        return together.Where(common, own);
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
    }

    private Tensor Draw(Graph graph, string what, int width) => graph.Uniform(new RandomStream(seed, $"{purpose}/{what}"), [batch, width]);

    private static Variable ToVariable(string name, float[][] directions)
    {
        var variable = new Variable(name, [directions.Length, directions[0].Length]);
        for (var i = 0; i < directions.Length; i++)
            directions[i].CopyTo(variable.Span[(i * directions[0].Length)..]);
        return variable;
    }
}
