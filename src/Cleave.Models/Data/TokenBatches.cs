using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Data;

/// <summary>
/// Training batches of token rows: each epoch is a permutation drawn from (seed, epoch), so the rows of a step follow from the step
/// alone and a continued run reads what the uninterrupted one would have.
/// </summary>
/// <param name="corpus">Where the rows come from.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="batch">Rows a step.</param>
/// <param name="purpose">Names the random stream of their order.</param>
public sealed class TokenBatches(TokenCorpus corpus, ulong seed, int batch, string purpose = "data/order") : IData
{
    private readonly Variable _ids = new("batch", [batch, corpus.Length]);
    private readonly int[] _order = new int[corpus.Rows];
    private long _epoch = -1;

    /// <inheritdoc/>
    public Shape BatchShape => _ids.Shape;

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Read(_ids);
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
        for (var i = 0; i < batch; i++)
        {
            var drawn = (step * batch) + i;
            var (epoch, place) = (drawn / corpus.Rows, (int)(drawn % corpus.Rows));
            if (epoch != _epoch)
                Shuffle(epoch);
            var row = corpus.Row(_order[place]);
            var ids = _ids.Span.Slice(i * corpus.Length, corpus.Length);
            for (var t = 0; t < ids.Length; t++)
                ids[t] = row[t];
        }
    }

    private void Shuffle(long epoch)
    {
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        new RandomStream(seed, purpose).Shuffle(epoch, _order.AsSpan());
        _epoch = epoch;
    }
}

/// <summary>The same rows at every step: the held-out part of a corpus.</summary>
public sealed class FixedTokens : IData
{
    private readonly Variable _ids;

    /// <summary>Takes the first held-out rows.</summary>
    public FixedTokens(TokenCorpus corpus, int rows)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        _ids = new Variable("held_out", [rows, corpus.Length]);
        for (var row = 0; row < rows; row++)
        {
            var ids = corpus.HeldOut(row);
            for (var t = 0; t < ids.Length; t++)
                _ids.Span[(row * corpus.Length) + t] = ids[t];
        }
    }

    /// <inheritdoc/>
    public Shape BatchShape => _ids.Shape;

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Read(_ids);
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
    }
}
