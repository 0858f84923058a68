using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Scores;

public sealed class KnownMechanismScoreTests : IDisposable
{
    private const float Always = 100;
    private const float Never = -100;
    private readonly CpuDevice _device = new(1);

    [Fact]
    public void The_planted_mechanisms_themselves_score_one()
    {
        var experiment = Of("planted");
        Fill(experiment, index => index);

        var scores = Measure(new PlantedScore(), experiment);

        Assert.Equal(1, scores["recovery"], 1e-5);
        Assert.Equal(0, scores["span_error"], 1e-3);
    }

    [Fact]
    public void A_rotated_basis_keeps_the_span_and_loses_recovery()
    {
        var experiment = Of("planted");
        var mechanisms = Fill(experiment, index => index);
        var site = experiment.Components.Sites[0];
        for (var pair = 0; pair < mechanisms.Count; pair += 2)
        {
            // Sums and differences of two mechanisms' reads, with writes that keep the sum of the parts.
            SetPart(experiment.Components, site, pair, Mix(mechanisms[pair].Read, mechanisms[pair + 1].Read, 1), Mix(mechanisms[pair].Write, mechanisms[pair + 1].Write, 1));
            SetPart(experiment.Components, site, pair + 1, Mix(mechanisms[pair].Read, mechanisms[pair + 1].Read, -1), Mix(mechanisms[pair].Write, mechanisms[pair + 1].Write, -1));
        }

        var scores = Measure(new PlantedScore(), experiment);

        Assert.InRange(scores["recovery"], 0.2, 0.8);
        Assert.Equal(0, scores["span_error"], 1e-3);
    }

    [Fact]
    public void Half_the_mechanisms_span_half_the_space()
    {
        var experiment = Of("planted");
        Fill(experiment, index => index % 2 == 0 ? index : -1);
        Assert.Equal(Math.Sqrt(4 / 12.0), Measure(new PlantedScore(), experiment)["span_error"], 1e-3);
    }

    [Fact]
    public void A_group_that_stands_for_its_circuits_is_one_pure_part()
    {
        var experiment = Of("ping-pong");
        var site = experiment.Components.Sites[0];
        var groups = ((IKnownMechanisms)experiment.Subject.Target).Mechanisms.GroupBy(m => m.Feature / PingPongToy.GroupSize).ToArray();
        Silence(experiment, site, keep: groups.Length);
        for (var g = 0; g < groups.Length; g++)
            SetPart(experiment.Components, site, g, [.. Enumerable.Range(0, site.In).Select(i => groups[g].Sum(m => m.Read[i]))], groups[g].First().Write);
        RiseWithActivation(experiment, site);

        var scores = Measure(new GroupScore(), experiment);

        Assert.Equal(8, scores["parts"]);
        Assert.Equal(8, scores["circuits_per_part"]);
        Assert.Equal(1, scores["pure_parts"]);
    }

    [Theory]
    [InlineData(Always, 1)]
    [InlineData(Never, 0)]
    public void What_the_importances_keep_of_cancelling_circuits_is_measured(float logit, double kept)
    {
        var experiment = Of("cancelling");
        Fill(experiment, index => index, logit);
        Assert.All(Measure(new CancellingScore(), experiment).Values, value => Assert.Equal(kept, value, 1e-4));
    }

    public void Dispose() => _device.Dispose();

    private Experiment Of(string target)
    {
        var config = Catalogue.Shipped.Compose(target, "vpd", Budget.Small).Config;
        var toy = config.Target.Toy!;
        return new Experiment(config, Subjects.Of(config, toy, toy.Make(_device, 0)));
    }

    private Dictionary<string, double> Measure(IScore score, Experiment experiment) =>
        score.Measure(_device, experiment).ToDictionary(s => s.Name, s => s.Value);

    /// <summary>Puts mechanisms into subcomponents and makes those important always, all others never.</summary>
    private static IReadOnlyList<Mechanism> Fill(Experiment experiment, Func<int, int> place, float logit = Always)
    {
        var all = ((IKnownMechanisms)experiment.Subject.Target).Mechanisms;
        foreach (var site in experiment.Components.Sites)
        {
            Silence(experiment, site, keep: 0);
            foreach (var (index, mechanism) in all.Where(m => m.Layer == site.Name).Index())
            {
                if (place(index) < 0)
                    continue;
                SetPart(experiment.Components, site, place(index), mechanism.Read, mechanism.Write);
                experiment.Importance.Parameters.Values[$"{site.Name}.out.bias"].Span[place(index)] = logit;
            }
        }

        return all;
    }

    private static void Silence(Experiment experiment, Site site, int keep)
    {
        foreach (var name in (string[])["hidden.weight", "hidden.bias", "out.weight"])
            experiment.Importance.Parameters.Values[$"{site.Name}.{name}"].Span.Clear();
        var bias = experiment.Importance.Parameters.Values[$"{site.Name}.out.bias"].Span;
        bias.Fill(Never);
        bias[..keep].Clear();
    }

    private static void RiseWithActivation(Experiment experiment, Site site)
    {
        var hidden = experiment.Importance.Parameters.Values[$"{site.Name}.hidden.weight"].Span;
        hidden.Fill(10);
        experiment.Importance.Parameters.Values[$"{site.Name}.out.weight"].Span.Fill(1);
    }

    private static void SetPart(Components components, Site site, int index, float[] read, float[] write)
    {
        for (var i = 0; i < site.In; i++)
            components.V(site).Span[(i * site.Count) + index] = read[i];
        write.CopyTo(components.U(site).Span[(index * site.Out)..]);
    }

    private static float[] Mix(float[] x, float[] y, float sign) => [.. x.Zip(y, (a, b) => (a + (sign * b)) / MathF.Sqrt(2))];
}
