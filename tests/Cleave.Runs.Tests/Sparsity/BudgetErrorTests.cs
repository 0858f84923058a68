using Cleave.Decomposition.Tests.Problems;
using Cleave.Formats;
using Cleave.Models;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Sparsity;

/// <summary>A budget that cannot be kept is refused before anything is trained.</summary>
public sealed class BudgetErrorTests
{
    private const string Rest = "every: 20, batch: 64, begin: 0.3, half_life: 2, time: 0.03, lead: 1, max_move: 0.2, lowest: 1e-2, highest: 1e2";

    [Theory]
    [InlineData("target: pgd 1", "must be one of pgd-kl, pgd-mse, stochastic-kl, stochastic-mse, l0, and a number above 0 but is 'pgd 1'")]
    [InlineData("target: l0", "and a number above 0 but is 'l0'")]
    [InlineData("target: l0 0", "and a number above 0 but is 'l0 0'")]
    [InlineData("target: pgd-mse -1", "and a number above 0 but is 'pgd-mse -1'")]
    [InlineData("target: pgd-mse 1, gain: 2", "key 'sparsity.gain' is unknown")]
    public void Wrong_budget_is_refused(string target, string part)
    {
        var failure = Assert.Throws<InputException>(() => With("tms-5-2", $"{{ {target}, {Rest} }}").Config);

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lowest: 1e-2", "lowest: 2", "a number above 0 and at most 1")]
    [InlineData("highest: 1e2", "highest: 0.5", "a number from 1 to 1000000000000")]
    [InlineData("time: 0.03", "time: 0", "a number above 0 and at most 1000000")]
    [InlineData(", lead: 1", "", "key 'sparsity.lead' is missing")]
    public void Wrong_setting_of_the_controller_is_refused(string old, string @new, string part)
    {
        var failure = Assert.Throws<InputException>(() => With("tms-5-2", $"{{ target: l0 1, {Rest.Replace(old, @new, StringComparison.Ordinal)} }}").Config);

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_not_none_is_refused()
    {
        var failure = Assert.Throws<InputException>(() => With("tms-5-2", "automatic").Config);

        Assert.Contains("must be none, or a map with a target such as pgd-mse 0.001 but is 'automatic'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_the_target_does_not_have_is_refused()
    {
        var config = With("tms-5-2", $"{{ target: pgd-kl 0.1, {Rest} }}").Config;
        var subject = Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Blank());

        Assert.Equal("sparsity.target: pgd-kl does not fit a target whose outputs are values; choose one of pgd-mse, stochastic-mse, l0.",
            Assert.Throws<InputException>(() => new Experiment(config, subject)).Message);
    }

    [Fact]
    public void A_budget_without_a_term_to_scale_is_refused()
    {
        var failure = Assert.Throws<InputException>(() => With("tms-5-2/apd", $"{{ target: l0 1, {Rest} }}").Config);

        Assert.Contains("must be none where no loss is of kind minimality or frequency", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_measured_on_a_stream_of_its_own()
    {
        var config = With("tms-5-2", $"{{ target: l0 1, {Rest} }}").Config;
        var subject = Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Blank());

        Assert.Equal(64, subject.Sparsity!.BatchShape[0]);
        Assert.Null(Subjects.Of(RecipeFile.OfName("tms-5-2").Config, config.Target.Toy!, config.Target.Toy!.Blank()).Sparsity);
    }

    [Fact]
    public void Rows_of_text_are_judged_on_or_measured_on_or_trained_on_and_never_two_of_them()
    {
        const int Rows = 30, Length = 4;
        var config = With("stories", $"{{ target: pgd-kl 1, {Rest.Replace("batch: 64", "batch: 5", StringComparison.Ordinal)} }}")
            .With("data.length", "4").With("data.held_out", "6").With("data.batch", "3").Config;
        int[] ids = [.. Enumerable.Range(0, Rows * Length).Select(i => i / Length)];
        var subject = Subjects.Of(config, TinyProblems.Language().Target, ids);

        Assert.Equal(Enumerable.Range(0, 6), Seen(subject.HeldOut));
        Assert.Equal(Enumerable.Range(6, 5), Seen(subject.Sparsity!));
        Assert.Equal(Enumerable.Range(11, 19), Seen(subject.Training));
        Assert.Equal("sampled text: 44 tokens make 11 rows of 4, and data.held_out keeps 6 and sparsity.batch 5; give more text or hold out less.",
            Assert.Throws<InputException>(() => Subjects.Of(config, TinyProblems.Language().Target, ids[..44])).Message);
    }

    private static int[] Seen(IData data)
    {
        using var device = new CpuDevice(1);
        var seen = new SortedSet<int>();
        for (var step = 0; step < 40; step++)
        {
            data.Load(step);
            seen.UnionWith(Eager.Evaluate(device, data.Trace(new Graph())).Select(id => (int)id));
        }

        return [.. seen];
    }

    private static RecipeFile With(string recipe, string sparsity) => RecipeFile.OfName(recipe).With("sparsity", sparsity);
}
