using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Scores;

/// <summary>The known decomposition of hand-coded functions, placed by hand into U, V and the importance function.</summary>
public sealed class FunctionIsolationTests : IDisposable
{
    private const int Share = 5;
    private readonly CpuDevice _device = new(1);
    private readonly Experiment _experiment;

    public FunctionIsolationTests()
    {
        var config = GateRecipe.Of("hand-coded").With("sites", "{ \"*\": 4 }").With("data.held_out", "64").With("importance.hidden", "1").Config;
        var toy = config.Target.Toy!;
        _experiment = new Experiment(config, Subjects.Of(config, toy, toy.Make(_device, 3, stop: TestContext.Current.CancellationToken)));
        foreach (var site in _experiment.Components.Sites)
            Place(site);
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Known_mechanisms_have_no_error_in_pattern_or_function()
    {
        var result = RunEvaluation.Measure(_device, _experiment, 0, stop: TestContext.Current.CancellationToken);

        Assert.Equal(0, result.PatternErrorStrict);
        Assert.InRange(result.Faithfulness, 0, 1e-6);
        Assert.InRange(result.Scores!["kept_error_worst"], 0, 1e-6);
        Assert.InRange(result.Scores!["isolated_error_worst"], 0, 1e-6);
        var oracle = result.Sites.Where(s => s.OracleL0 is not null).ToArray();
        Assert.Equal(2, oracle.Length);
        Assert.All(oracle, s => Assert.Equal(0.2f, s.OracleL0!.Value, 1e-6f));
    }

    [Fact]
    public void Keeping_everything_computes_each_function_but_not_it_alone()
    {
        SetImportance("layers.*", always: 1);

        var scores = Scores();

        Assert.InRange(scores["kept_error_worst"], 0, 1e-6);
        Assert.True(scores["isolated_error"] > 0.5);
    }

    [Fact]
    public void Keeping_nothing_is_as_bad_as_silence()
    {
        SetImportance("layers.*", always: -1);

        Assert.All(Scores().Values, v => Assert.Equal(1, v, 1e-6));
    }

    [Fact]
    public void Keeping_the_mechanisms_of_one_layer_is_not_enough()
    {
        SetImportance("layers.1.mlp_in", always: -1);

        Assert.True(Scores()["kept_error"] > 0.1);
    }

    [Fact]
    public void Other_toys_have_no_such_score()
    {
        var config = GateRecipe.Of("resid-mlp-gate").Config;
        var other = new Experiment(config, Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Blank()));
        Assert.False(new FunctionIsolation().Fits(other));
        Assert.True(new FunctionIsolation().Fits(_experiment));
    }

    private Dictionary<string, double> Scores() => new FunctionIsolation().Measure(_device, _experiment).ToDictionary(s => s.Name, s => s.Value);

    /// <summary>Reading: x + 6·bit to the function's neurons, important above 5.5. Writing: the function's neurons to the output, always important.</summary>
    private void Place(Site site)
    {
        var v = _experiment.Components.V(site).Span;   // [in, 4]
        var u = _experiment.Components.U(site).Span;   // [4, out]
        var reads = site.Out > site.In;
        for (var i = 0; i < HandCoded.Functions; i++)
        {
            if (reads)
                (v[i], v[((1 + i) * site.Count) + i]) = (1, 6);
            else
                u[(i * site.Out) + 5] = 1;
            for (var n = i * Share; n < (i + 1) * Share; n++)
            {
                if (reads)
                    u[(i * site.Out) + n] = 1;
                else
                    v[(n * site.Count) + i] = site.Layer.Weight.Span[(5 * site.In) + n];
            }
        }

        var values = _experiment.Importance.Parameters.Values;
        values[$"{site.Name}.hidden.weight"].Span.Fill(10);
        values[$"{site.Name}.hidden.bias"].Span.Fill(-55);
        values[$"{site.Name}.out.weight"].Span.Fill(reads ? 0.3f : 0);
        values[$"{site.Name}.out.bias"].Span.Fill(reads ? 0 : 1);
    }

    private void SetImportance(string sites, float always)
    {
        foreach (var site in _experiment.Components.Sites.Where(s => sites == "layers.*" || s.Name == sites))
        {
            _experiment.Importance.Parameters.Values[$"{site.Name}.out.weight"].Span.Clear();
            _experiment.Importance.Parameters.Values[$"{site.Name}.out.bias"].Span.Fill(always);
        }
    }
}
