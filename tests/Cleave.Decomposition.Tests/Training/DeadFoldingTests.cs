using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

public sealed class DeadFoldingTests : IDisposable
{
    private const int Dead = 2;
    private const int Hidden = 4;
    private readonly CpuDevice _device = new(1);
    private readonly Problem _problem = TinyProblems.Toy();

    public DeadFoldingTests()
    {
        _problem.Components.Initialise(1, new RandomInitialisation());
        _problem.Importance.Initialise(1);
        foreach (var site in _problem.Components.Sites)
        {
            var bias = _problem.Importance.Parameters.Values[$"{site.Name}.out.bias"].Span;
            bias.Fill(100);
            bias[Dead] = -100;
        }
    }

    [Fact]
    public void A_subcomponent_that_is_never_important_becomes_zero_and_all_others_stay()
    {
        var before = _problem.Components.Sites.ToDictionary(s => s, s => (U: _problem.Components.U(s).Span.ToArray(), V: _problem.Components.V(s).Span.ToArray()));

        var folded = DeadFolding.Run(_device, _problem, step: 40, batches: 3);

        Assert.Equal(_problem.Components.Sites.Count, folded);
        foreach (var site in _problem.Components.Sites)
        {
            for (var c = 0; c < site.Count; c++)
            {
                Assert.Equal(c == Dead ? new float[site.Out] : Row(before[site].U, c, site.Out), Row(_problem.Components.U(site).Span.ToArray(), c, site.Out));
                Assert.Equal(c == Dead ? new float[site.In] : Column(before[site].V, c, site), Column(_problem.Components.V(site).Span.ToArray(), c, site));
            }
        }
    }

    [Fact]
    public void Importance_at_one_position_of_one_batch_keeps_a_subcomponent()
    {
        var site = _problem.Components.Sites[0];
        var hidden = _problem.Importance.Parameters.Values;
        hidden[$"{site.Name}.out.bias"].Span[Dead] = -11.8f;   // logit 12·x - 11.8: above 0 only where the first feature exceeds 0.98
        hidden[$"{site.Name}.out.weight"].Span[Dead * Hidden] = 1;
        for (var h = 1; h < Hidden; h++)
            hidden[$"{site.Name}.out.weight"].Span[(Dead * Hidden) + h] = 0;
        for (var feature = 0; feature < site.In; feature++)
            hidden[$"{site.Name}.hidden.weight"].Span[(((feature * site.Count) + Dead) * Hidden)] = feature == 0 ? 12 : 0;

        Assert.Equal(1, DeadFolding.Run(_device, _problem, step: 40, batches: 20));   // the other site's alone
    }

    [Fact]
    public void No_batches_fold_nothing() => Assert.Equal(0, DeadFolding.Run(_device, _problem, step: 40, batches: 0));

    public void Dispose() => _device.Dispose();

    private static float[] Row(float[] u, int c, int width) => u[(c * width)..((c + 1) * width)];

    private static float[] Column(float[] v, int c, Site site) => [.. Enumerable.Range(0, site.In).Select(i => v[(i * site.Count) + c])];
}
