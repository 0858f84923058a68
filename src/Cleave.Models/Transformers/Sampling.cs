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
    public static int[] Rows(CpuDevice device, Llama model, ulong seed, int rows, int length)
    {
        var result = new List<int>(rows * length);
        for (var done = 0; done < rows; done += BatchRows)
        {
            var batch = Enumerable.Range(0, Math.Min(BatchRows, rows - done)).Select(_ => new[] { Beginning }).ToArray();
            foreach (var row in Continue(device, model, batch, length, 1f, new RandomStream(seed, $"sampling/{done}")))
                result.AddRange(row);
        }

        return [.. result];
    }

    /// <summary>Continues rows that begin alike long until each has <paramref name="length"/> ids.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="model">The model.</param>
    /// <param name="starts">The given beginnings, of equal length.</param>
    /// <param name="length">Ids a row at the end, at most the model's context.</param>
    /// <param name="temperature">0 takes the likeliest id.</param>
    /// <param name="stream">Where draws come from.</param>
    public static int[][] Continue(CpuDevice device, Llama model, int[][] starts, int length, float temperature, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(starts);
        var ids = new Variable("ids", [starts.Length, length]);
        var graph = new Graph();
        var logits = model.Forward(graph.Read(ids), ForwardHooks.None);   // [rows, length, vocabulary]
        var output = new Variable("logits", logits.Shape);
        using var plan = Plan.Compile(device, new Assignment(output, logits));
        var rows = starts.Select(s => { var row = new int[length]; s.CopyTo(row, 0); return row; }).ToArray();
        var draws = new float[starts.Length];
        var vocabulary = logits.Shape.Last;
        for (var t = starts[0].Length; t < length; t++)
        {
            for (var r = 0; r < rows.Length; r++)
            {
                for (var i = 0; i < t; i++)
                    ids.Span[(r * length) + i] = rows[r][i];
            }

            plan.Run();
            stream.Uniform(t, draws);
            for (var r = 0; r < rows.Length; r++)
                rows[r][t] = Draw(output.Span.Slice(((r * length) + t - 1) * vocabulary, vocabulary), temperature, draws[r]);
        }

        return rows;
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
}
