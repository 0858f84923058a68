using Cleave.Tensors.Randomness;

namespace Cleave.Tensors.Ops;

/// <summary>Independent draws from U[0, 1): element i of step s depends on (seed, purpose, s, i) alone.</summary>
internal sealed class Uniform(RandomStream stream, long count) : Op
{
    private readonly ulong _key = stream.Key;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Philox.FillUniform(cpu.Workers, _key, call.Step, call.Output, call.Strip * count, count);

    internal override Cut? CutInto(Tensor result, int strips) =>
        count % (strips * PhiloxFill.GroupLength) == 0 ? new Cut(new Uniform(stream, count / strips)) : null;

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [];
}

/// <summary>Independent draws from N(0, 1).</summary>
internal sealed class Normal(RandomStream stream, long count) : Op
{
    private readonly ulong _key = stream.Key;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Philox.FillNormal(cpu.Workers, _key, call.Step, call.Output, call.Strip * count, count);

    internal override Cut? CutInto(Tensor result, int strips) =>
        count % (strips * PhiloxFill.GroupLength) == 0 ? new Cut(new Normal(stream, count / strips)) : null;

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [];
}

/// <summary>
/// For each of N positions a uniformly sized, uniformly chosen non-empty subset of M things, as 0/1 in [M, N]:
/// k ~ U{1..M}, then a random k-subset (VPD, stochastic reconstruction).
/// </summary>
internal sealed class RandomSubset(RandomStream stream, int things, int positions) : Op
{
    private readonly ulong _key = stream.Key;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var draws = stackalloc float[things + 1];
        var order = stackalloc int[things];
        for (var n = 0; n < positions; n++)
        {
            // One row of draws per position: the position is folded into the counter's step half.
            Philox.FillUniform(_key, (call.Step * positions) + n, new Span<float>(draws, things + 1));
            for (var i = 0; i < things; i++)
                order[i] = i;
            var k = 1 + Math.Min(things - 1, (int)(draws[things] * things));
            for (var i = 0; i < things; i++)
            {
                if (i < k)
                {
                    var j = i + Math.Min(things - i - 1, (int)(draws[i] * (things - i)));
                    (order[i], order[j]) = (order[j], order[i]);
                }

                call.Output[((long)order[i] * positions) + n] = i < k ? 1f : 0f;
            }
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [];
}

/// <summary>Random values in a traced expression, keyed by stream and step.</summary>
public static class RandomSyntax
{
    /// <summary>Draws from U[0, 1), fresh each step.</summary>
    public static Tensor Uniform(this Graph graph, RandomStream stream, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Append(new Uniform(stream, shape.Count), shape);
    }

    /// <summary>Draws from N(0, 1), fresh each step.</summary>
    public static Tensor Normal(this Graph graph, RandomStream stream, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Append(new Normal(stream, shape.Count), shape);
    }

    /// <summary>0/1 in [things, positions]: for each position a random subset of uniformly random size 1..things.</summary>
    public static Tensor RandomSubset(this Graph graph, RandomStream stream, int things, int positions)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Append(new RandomSubset(stream, things, positions), [things, positions]);
    }
}
