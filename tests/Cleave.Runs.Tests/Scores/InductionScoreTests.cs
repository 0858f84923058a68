using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Scores;

public sealed class InductionScoreTests : IDisposable
{
    private const int Slow = 3;      // the last coordinate of the code, cos(t/100), is 1 to within 1 % on all positions here
    private const float Reads = 4f;
    private static readonly InductionShape Small = new(5, 9, 4, 1, 8, 1e-2f);
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_only_part_that_reads_the_signal_is_recovered()
    {
        var scores = Measure(ReadsSignal());

        Assert.Equal(1, scores["layer0_recovered"]);   // one of k, and none of q, where nothing is
        Assert.Equal(0, scores["layer1_recovered"]);
    }

    [Fact]
    public void Ablating_the_recovered_part_leaves_attention_to_the_position_code()
    {
        var experiment = ReadsSignal();
        var scores = Measure(experiment);

        Assert.Equal(Attention(experiment, entry: true, Reads), scores["layer0_attention"], 1e-5);
        Assert.Equal(Attention(experiment, entry: true, 0), scores["layer0_attention_ablated"], 1e-5);
        Assert.Equal(Attention(experiment, entry: false, Reads), scores["layer0_previous"], 1e-5);
        Assert.Equal(Attention(experiment, entry: false, 0), scores["layer0_previous_ablated"], 1e-5);
        Assert.True(scores["layer0_attention"] > 1.5 * scores["layer0_attention_ablated"]);
    }

    [Fact]
    public void Ablating_parts_that_do_nothing_changes_nothing()
    {
        var scores = Measure(ReadsSignal());

        Assert.Equal(scores["layer0_attention"], scores["layer0_attention_control"], 1e-12);
        Assert.Equal(scores["layer0_previous"], scores["layer0_previous_control"], 1e-12);
        Assert.Equal(scores["accuracy_target"], scores["layer0_accuracy_control"], 1e-12);
        Assert.Equal(scores["layer1_attention"], scores["layer1_attention_ablated"], 1e-12);
    }

    [Fact]
    public void Accuracy_is_the_share_of_rows_whose_largest_logit_is_the_answer()
    {
        var experiment = ReadsSignal();
        var target = (InductionTransformer)experiment.Subject.Target;
        target.Unembedding.Span[(2 * Small.Width) + 0] = 1;   // the last token is S, the only one with coordinate 0: it always answers 2
        var rows = (InductionRows)experiment.Subject.HeldOut;

        Assert.Equal(rows.Labels.Span.ToArray().Count(label => label == 2) / 32.0, Measure(experiment)["accuracy_target"], 1e-12);
    }

    [Theory]
    [InlineData(100, 4)]
    [InlineData(-100, 0)]
    public void Subcomponents_count_as_used_where_they_are_important(float logit, int used)
    {
        var experiment = ReadsSignal();
        Always(experiment, logit);
        var scores = Measure(experiment);

        Assert.Equal(8, scores.Keys.Count(k => k.StartsWith("used_", StringComparison.Ordinal)));
        Assert.All(scores.Where(s => s.Key.StartsWith("used_", StringComparison.Ordinal)), s => Assert.Equal(used, s.Value));
    }

    [Fact]
    public void The_strongest_pair_is_the_position_code_with_the_part_that_reads_the_signal()
    {
        var experiment = ReadsSignal();
        var layer = InductionPatterns.Of(_device, experiment)[0];
        var pair = layer.Pairs[0];
        var rows = (InductionRows)experiment.Subject.HeldOut;

        // From M one of its u + 2 keys is S, so that S lies (1 − 1/(u + 2)) of its score above the mean.
        var expected = rows.Announced.Average(u => Code(u + 1, Slow) * Reads / 2 * (1 - (1.0 / (u + 2))));
        Assert.Equal((null, Slow), (pair.Query, pair.Key));
        Assert.Equal(expected, pair.Share, 1e-5);
        Assert.Equal(pair.Share, pair.Map[1 - InductionPatterns.Low, 0 - InductionPatterns.Low], 1e-9);
        Assert.True(double.IsNaN(pair.Map[0, 1]));
        Assert.All(Enumerable.Range(0, Small.Positions), i => Assert.Equal(1, Enumerable.Range(0, Small.Positions).Sum(j => layer.Mean[i, j]), 1e-5));
    }

    [Fact]
    public void Shares_of_all_pairs_add_up_to_the_score()
    {
        // With one row in q and one in k, four pairs are not 0, and five are given.
        var experiment = Of((target, site) => Numbers.Random(2, site + 1).CopyTo(target.Layers[site].Weight.Span), width: 2);
        var (target, rows) = ((InductionTransformer)experiment.Subject.Target, (InductionRows)experiment.Subject.HeldOut);
        var ids = Eager.Evaluate(_device, rows.Trace(new Graph()));

        var pairs = InductionPatterns.Of(_device, experiment)[0].Pairs;

        var expected = rows.Announced.Select((u, row) => Score(row, u + 1, u) - Enumerable.Range(0, u + 2).Average(j => Score(row, u + 1, j))).Average();
        Assert.Equal(expected, pairs.Sum(p => p.Share), 1e-5);
        Assert.Equal(4, pairs.Count(p => Math.Abs(p.Share) > 1e-6));

        double Score(int row, int i, int j) => Enumerable.Range(0, 2).Sum(o => Vector(row, i, 0, o) * Vector(row, j, 1, o)) / Math.Sqrt(2);
        double Vector(int row, int t, int site, int o) => Code(t, o, 2) + Enumerable.Range(0, 2).Sum(
            i => (double)target.Layers[site].Weight.Span[(o * 2) + i] * target.Embedding.Span[((int)ids[(row * Small.Positions) + t] * 2) + i]);
    }

    private Dictionary<string, double> Measure(Experiment experiment) => new InductionScore().Measure(_device, experiment).ToDictionary(s => s.Name, s => s.Value);

    /// <summary>Layer 0's k writes the slow coordinate for S and nothing else; all other matrices are zero.</summary>
    private static Experiment ReadsSignal() => Of((target, site) =>
    {
        if (site == 1)
            target.Layers[site].Weight.Span[Slow * Small.Width] = Reads;
    }, Small.Width);

    private static Experiment Of(Action<InductionTransformer, int> fill, int width)
    {
        var toy = new InductionToy(Small with { Width = width });
        var target = (InductionTransformer)toy.Blank();
        Numbers.Random(target.Embedding.Span.Length, 7).CopyTo(target.Embedding.Span);
        for (var id = 0; id < Small.Vocabulary; id++)
            target.Embedding.Span[id * width] = id == Small.Signal ? 1 : 0;
        for (var site = 0; site < target.Layers.Count; site++)
            fill(target, site);
        var config = Catalogue.Shipped.Compose("induction", "vpd", Budget.Small).With("sites", $"{{ \"*\": {width} }}")
            .With("initialisation", "exact").With("data.held_out", "32").With("importance", "{ kind: shared-mlp, squash: clamped, hidden: [2], initial_logit: 0 }").Config;
        var experiment = new Experiment(config, Subjects.Of(config, toy, target));
        experiment.Components.Initialise(0, config.Initialisation);
        Always(experiment, 100);
        return experiment;
    }

    private static void Always(Experiment experiment, float logit)
    {
        foreach (var site in experiment.Components.Sites)
            experiment.Importance.Parameters.Values[$"{site.Name}.1.bias"].Span.Fill(logit);
    }

    /// <summary>Mean attention of layer 0 from M to S or from every position to the one before, when S's keys get an extra on the slow coordinate.</summary>
    private static double Attention(Experiment experiment, bool entry, double extra)
    {
        var announced = ((InductionRows)experiment.Subject.HeldOut).Announced;
        return announced.Average(u => entry ? One(u, u + 1) : Enumerable.Range(1, Small.Positions - 1).Average(i => One(u, i)));

        double One(int u, int i) => Weight(u, i, i - 1) / Enumerable.Range(0, i + 1).Sum(j => Weight(u, i, j));
        double Weight(int u, int i, int j) => Math.Exp((Enumerable.Range(0, Small.Width).Sum(o => Code(i, o) * Code(j, o))
            + (Code(i, Slow) * (j == u || j == Small.Positions - 1 ? extra : 0))) / 2);
    }

    private static double Code(int position, int coordinate, int width = 4)
    {
        var angle = position * Math.Pow(10_000, -2.0 * (coordinate / 2) / width);
        return coordinate % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
    }
}
