using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Importance;

public sealed class GlobalTransformerTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_later_position_reaches_an_earlier_logit()
    {
        var batch = Numbers.Variable("x", [1, 3, 4], Numbers.Random(12, 1));
        var (site, logits) = Trace(batch);
        var before = Eager.Evaluate(_device, logits)[..site.Count];
        batch.Span[^1] += 1;
        var after = Eager.Evaluate(_device, logits)[..site.Count];
        Assert.Contains(Enumerable.Range(0, site.Count), i => Math.Abs(before[i] - after[i]) > 1e-4f);
    }

    [Fact]
    public void Elements_of_a_batch_do_not_see_each_other()
    {
        var batch = Numbers.Variable("x", [2, 3, 4], Numbers.Random(24, 1));
        var (site, logits) = Trace(batch);
        var before = Eager.Evaluate(_device, logits)[..(3 * site.Count)];
        batch.Span[^1] += 1;
        Assert.Equal(before, Eager.Evaluate(_device, logits)[..(3 * site.Count)]);
    }

    [Fact]
    public void Inputs_are_normalised_so_that_their_length_does_not_matter()
    {
        var batch = Numbers.Variable("x", [1, 3, 4], Numbers.Random(12, 1));
        var (_, logits) = Trace(batch);
        var before = Eager.Evaluate(_device, logits);
        foreach (ref var value in batch.Span)
            value *= 100;
        Numbers.AssertClose(before, Eager.Evaluate(_device, logits), 1e-4f);
    }

    [Fact]
    public void Queries_keys_and_values_share_one_input()
    {
        var target = TinyProblems.RandomLlama();
        var sites = SiteSelection.Match(target, [new("*", 2)]);
        var clean = CleanPass.Run(target, sites, new Graph().Read(new Variable("ids", [1, 4])));
        var taps = GlobalTransformer.DistinctInputs(clean, sites);
        string[] ofLayer = ["attention.wq", "attention.wo", "feed_forward.w1", "feed_forward.w2"];
        Assert.Equal([.. ofLayer.Select(n => $"layers.0.{n}"), .. ofLayer.Select(n => $"layers.1.{n}")], taps.Select(t => t.Name));
        var function = new GlobalTransformer(new GlobalTransformerShape(8, 1, 2, 8, 0f), sites, taps);
        Assert.Equal(taps.Count, function.Parameters.Values.Variables.Count(v => v.Name.Contains(".in.", StringComparison.Ordinal)) - 1);
        Assert.Equal(14, function.Logits(clean, new Components(sites)).Count);
    }

    private static (Site Site, Tensor Logits) Trace(Variable batch)
    {
        var site = new Site(Numbers.RandomLinear("fc", 4, 4, 1), 5);
        var function = new GlobalTransformer(new GlobalTransformerShape(8, 1, 2, 6, 0f), [site], [site]);
        function.Initialise(1);
        var clean = CleanPass.Run(new Stack(site.Layer), [site], new Graph().Read(batch));
        return (site, function.Logits(clean, new Components([site]))[site]);
    }
}
