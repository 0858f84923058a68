using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Rows of the induction task (SPD authors' code, induction head): the beginning, uniform ordinary tokens among which S stands at position u and the answer
/// M after it, and S again at the last place. u is uniform in 2..positions − 3; M is uniform and may occur elsewhere by chance.
/// </summary>
public sealed class InductionRows : IData
{
    private readonly InductionShape _shape;
    private readonly int _batch;
    private readonly RandomStream _tokens;
    private readonly RandomStream _places;
    private readonly Variable _ids;
    private readonly int[] _drawn;

    /// <summary>Loads the batch of step 0.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">Names the random streams.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="shape">Vocabulary and length.</param>
    public InductionRows(ulong seed, string purpose, int batch, InductionShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (_shape, _batch) = (shape, batch);
        (_tokens, _places) = (new RandomStream(seed, $"{purpose}/tokens"), new RandomStream(seed, $"{purpose}/places"));
        (_ids, _drawn) = (new Variable("rows", [batch, shape.Positions]), new int[batch * shape.Positions]);
        (Labels, Announced) = (new Variable("labels", [batch]), new int[batch]);
        Load(0);
    }

    /// <inheritdoc/>
    public Shape BatchShape => _ids.Shape;

    /// <summary>The answers M of the loaded batch, [batch].</summary>
    public Variable Labels { get; }

    /// <summary>u of each row of the loaded batch: where S stands first; M stands at u + 1.</summary>
    public int[] Announced { get; }

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Read(_ids);
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
        var positions = _shape.Positions;
        _tokens.Integers(step, _shape.Ordinary, _drawn);
        _places.Integers(step, positions - 4, Announced);
        for (var row = 0; row < _batch; row++)
        {
            var ids = _ids.Span.Slice(row * positions, positions);
            for (var t = 0; t < positions; t++)
                ids[t] = _drawn[(row * positions) + t] + 1;
            Announced[row] += 2;
            ids[0] = InductionShape.Beginning;
            ids[Announced[row]] = ids[^1] = _shape.Signal;
            Labels.Span[row] = ids[Announced[row] + 1];
        }
    }
}
