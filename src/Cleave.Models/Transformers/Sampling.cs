using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Transformers;

/// <summary>Text from a language model: one token after another, each drawn from softmax(logits / temperature).</summary>
public static class Sampling
{
    private const int BatchRows = 64;
    private const int Beginning = 1;

    /// <summary>Rows of sampled ids one after another, each beginning with the token that begins a text.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="model">The model.</param>
    /// <param name="seed">Equal seeds give equal text.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="length">Positions a row.</param>
    /// <param name="progress">Is told the ids drawn.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InputException">The rows are longer than the model's context, or memory does not hold them.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public static int[] Rows(
        CpuDevice device, Llama model, ulong seed, int rows, int length, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var total = (long)rows * length;
        if (total > Array.MaxLength)
            throw new InputException($"sampled text: {rows} rows of {length} are {total} tokens and at most {Array.MaxLength} are made, lower one of them.");
        MemoryReckoning.Refuse($"sampled text: {rows} rows of {length}", sizeof(int) * total, "lower one of them");
        var result = new int[total];
        for (var done = 0; done < rows; done += BatchRows)
        {
            var batch = Enumerable.Range(0, Math.Min(BatchRows, rows - done)).Select(_ => new[] { Beginning }).ToArray();
            var (first, height) = ((long)done * length, batch.Length);
            var within = progress is null ? null : new Part(progress, first, height, total);
            var drawn = Continue(device, model, batch, length, 1f, new RandomStream(seed, $"sampling/{done}"), progress: within, stop: stop);
            for (var row = 0; row < height; row++)
                drawn[row].CopyTo(result, first + ((long)row * length));
        }

        return result;
    }

    /// <summary>Continues rows that begin alike long until each has <paramref name="length"/> ids.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="model">The model.</param>
    /// <param name="starts">The given beginnings, of equal length.</param>
    /// <param name="length">Ids a row at the end, at most the model's context.</param>
    /// <param name="temperature">0 takes the likeliest id.</param>
    /// <param name="stream">Where draws come from.</param>
    /// <param name="ends">Ids that end a row: it stops before the first one drawn.</param>
    /// <param name="progress">Is told the positions done.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InputException">The rows are longer than the model's context, or memory does not hold them.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public static int[][] Continue(
        CpuDevice device, Llama model, int[][] starts, int length, float temperature, RandomStream stream, IReadOnlyList<int>? ends = null,
        IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(starts);
        Check(model, starts.Length, length);
        var ids = new Variable("ids", [starts.Length, length]);
        var graph = new Graph();
        var logits = model.Forward(graph.Read(ids), ForwardHooks.None);   // [rows, length, vocabulary]
        var output = new Variable("logits", logits.Shape);
        using var plan = Plan.Compile(device, new Assignment(output, logits));
        var rows = starts.Select(s => { var row = new int[length]; s.CopyTo(row, 0); return row; }).ToArray();
        var draws = new float[starts.Length];
        var lengths = Enumerable.Repeat(length, rows.Length).ToArray();
        var vocabulary = logits.Shape.Last;
        for (var t = starts[0].Length; t < length && lengths.Any(l => l > t); t++)
        {
            stop.ThrowIfCancellationRequested();
            for (var r = 0; r < rows.Length; r++)
            {
                for (var i = 0; i < t; i++)
                    ids.Span[(r * length) + i] = rows[r][i];
            }

            plan.Run();
            stream.Uniform(t, draws);
            for (var r = 0; r < rows.Length; r++)
            {
                rows[r][t] = Draw(output.Span.Slice(((r * length) + t - 1) * vocabulary, vocabulary), temperature, draws[r]);
                if (lengths[r] == length && ends is not null && ends.Contains(rows[r][t]))
                    lengths[r] = t;
            }

            progress?.Report(new WorkDone(t + 1, length));
        }

        return [.. rows.Select((row, r) => lengths[r] == length ? row : row[..lengths[r]])];
    }

    /// <summary>Memory is taken for all positions at once: the logits, and a few vectors of each width.</summary>
    private static void Check(Llama model, int rows, int length)
    {
        var sizes = model.Config;
        if (length > sizes.ContextLength)
            throw new InputException($"sampled text: {length} positions exceed the {sizes.ContextLength} that the model was trained with, lower the length.");
        var width = (2L * sizes.VocabSize) + (8L * sizes.Dim) + (3L * sizes.HiddenDim);
        MemoryReckoning.Refuse($"sampling {rows} x {length} tokens", (Int128)rows * length * width * sizeof(float), "lower the length");
    }

    private static int Draw(ReadOnlySpan<float> logits, float temperature, float uniform)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            best = logits[i] > logits[best] ? i : best;
        if (temperature <= 0)
            return best;
        var total = 0.0;
        foreach (var logit in logits)
            total += Math.Exp((logit - logits[best]) / temperature);
        var left = uniform * total;
        for (var i = 0; i < logits.Length; i++)
        {
            left -= Math.Exp((logits[i] - logits[best]) / temperature);
            if (left < 0)
                return i;
        }

        return best;
    }

    /// <summary>Progress of some of the rows as progress of all.</summary>
    private sealed class Part(IProgress<WorkDone> whole, long before, int rows, long total) : IProgress<WorkDone>
    {
        public void Report(WorkDone value) => whole.Report(new WorkDone(before + (rows * value.Done), total));
    }
}
