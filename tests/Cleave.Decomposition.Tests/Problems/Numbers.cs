using Cleave.Models.Layers;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>Numbers in and out of traced values.</summary>
internal static class Numbers
{
    public static Variable Variable(string name, Shape shape, params float[] values)
    {
        var variable = new Variable(name, shape);
        Set(variable, values);
        return variable;
    }

    public static Linear Linear(string name, int outputs, int inputs, params float[] weight) =>
        new(name, Variable($"{name}.weight", [outputs, inputs], weight));

    public static Linear RandomLinear(string name, int outputs, int inputs, int seed) => new(
        name,
        Variable($"{name}.weight", [outputs, inputs], Random(outputs * inputs, seed)),
        Variable($"{name}.bias", [outputs], Random(outputs, seed + 1)));

    public static void Set(Variable variable, params float[] values)
    {
        Assert.Equal(variable.Shape.Count, values.Length);
        values.CopyTo(variable.Span);
    }

    public static float[] Random(int count, int seed, float low = -1f, float high = 1f)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextSingle()))];
    }

    public static float Scalar(CpuDevice device, Tensor value, long step = 0) => Assert.Single(Eager.Evaluate(device, value, step));

    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, float tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"element {i}: expected {expected[i]} but got {actual[i]}");
    }
}
