using Cleave.Models.Toys;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Models.Tests.Toys;

public sealed class ToyTests : IDisposable
{
    private static readonly TmsShape Small = TmsShape.Tms52 with { Steps = 400, Batch = 512 };
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Features_are_present_with_their_probability_and_uniform_then()
    {
        var x = Eager.Evaluate(_device, new SparseFeatures(1, "x", 10_000, 5, 0.05f).Trace(new Graph()));
        Assert.InRange(x.Count(v => v != 0) / 50_000.0, 0.046, 0.054);
        Assert.All(x, v => Assert.InRange(v, 0f, 1f));
        var present = x.Where(v => v != 0).ToArray();
        Assert.InRange(present.Average(), 0.47, 0.53);
        Assert.InRange(present.Count(v => v < 0.25f) / (double)present.Length, 0.21, 0.29);
        for (var feature = 0; feature < 5; feature++)
            Assert.InRange(Enumerable.Range(0, 10_000).Count(i => x[(i * 5) + feature] != 0) / 10_000.0, 0.04, 0.06);
    }

    [Fact]
    public void Features_are_drawn_independently_anew_each_step_from_seed_and_purpose()
    {
        float[] Draw(ulong seed, string purpose, long step) =>
            Eager.Evaluate(_device, new SparseFeatures(seed, purpose, 100, 5, 0.5f, -1, 1).Trace(new Graph()), step);

        Assert.Equal(Draw(1, "x", 0), Draw(1, "x", 0));
        Assert.NotEqual(Draw(1, "x", 0), Draw(1, "x", 1));
        Assert.NotEqual(Draw(1, "x", 0), Draw(2, "x", 0));
        Assert.NotEqual(Draw(1, "x", 0), Draw(1, "y", 0));
        Assert.Contains(Draw(1, "x", 0), v => v < -0.5f);
    }

    [Fact]
    public void A_toy_model_is_relu_of_the_tied_product_and_bias()
    {
        var target = new Tms(new TmsShape(2, 1, 0.1f, 1, 1, 0.1f, ZeroBias: true), [2f, -1f], [0.5f, 0.25f]);
        var x = new Variable("x", [2, 2]);
        ((float[])[1, 0, 1, 3]).CopyTo(x.Span);
        var y = Eager.Evaluate(_device, target.Forward(new Graph().Read(x)));
        Assert.Equal([4.5f, 0f, 0f, 1.25f], y);   // hidden 2 and −1
        Assert.Equal(OutputKind.Values, target.Output);
        Assert.Equal(["linear1", "linear2"], target.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Training_gives_the_same_weights_for_any_number_of_threads()
    {
        var one = Train(1, seed: 3);
        Assert.Equal(one, Train(2, seed: 3));
        Assert.Equal(one, Train(3, seed: 3));
        Assert.NotEqual(one, Train(1, seed: 4));
    }

    [Fact]
    public void Training_does_much_better_than_silence()
    {
        const float silence = 0.05f / 3;   // the mean square of a feature
        Assert.InRange(TmsTraining.Train(_device, Small with { Steps = 1500 }, 3, stop: TestContext.Current.CancellationToken).Loss, 0, 0.4f * silence);
    }

    private static float[] Train(int threads, ulong seed)
    {
        using var device = new CpuDevice(threads);
        var target = TmsTraining.Train(device, Small, seed, stop: TestContext.Current.CancellationToken).Target;
        return [.. target.Layers.SelectMany(l => l.Weight.Span.ToArray()), .. target.Layers[1].Bias!.Span.ToArray()];
    }
}
