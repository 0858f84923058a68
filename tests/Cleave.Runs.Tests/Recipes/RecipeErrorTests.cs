using Cleave.Formats;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>Every mistake is found, named with its line, and answered with what to do.</summary>
public sealed class RecipeErrorTests
{
    private static readonly string Good = RecipeFile.OfName("tms-5-2").Text;

    [Theory]
    [InlineData("steps: 3000\n", "stepz: 3000\n", "a.yaml line 3: key 'stepz' is unknown, did you mean 'steps'?")]
    [InlineData("seed: 0\n", "seed: 0\nseed: 1\n", "a.yaml line 3: key 'seed' is already on line 2, remove one.")]
    [InlineData("seed: 0\n", "", "a.yaml line 1: key 'seed' is missing, add it.")]
    [InlineData("seed: 0\n", "seed: .nan\n", "a.yaml line 2: key 'seed' must be a whole number from 0 to 9223372036854775807 but is '.nan', correct it.")]
    [InlineData("seed: 0\n", "seed: -1\n", "a.yaml line 2: key 'seed' must be a whole number from 0 to 9223372036854775807 but is '-1', correct it.")]
    [InlineData("seed: 0\n", "seed: 010\n", "a.yaml line 2: key 'seed' must be a whole number from 0 to 9223372036854775807 but is '010', correct it.")]
    [InlineData("seed: 0\n", "seed: 1_000\n", "a.yaml line 2: key 'seed' must be a whole number from 0 to 9223372036854775807 but is '1_000', correct it.")]
    public void Wrong_text_is_refused(string old, string @new, string message)
    {
        var text = Good.Replace(old, @new, StringComparison.Ordinal);

        Assert.Equal(message, Assert.Throws<InputException>(() => RecipeFile.Parse(text, "a.yaml").Config).Message);
    }

    [Theory]
    [InlineData("steps", "0", "a whole number from 1 to 1000000000")]
    [InlineData("steps", "1000000001", "a whole number from 1 to 1000000000")]
    [InlineData("steps", "9223372036854775808", "a whole number from 1 to 1000000000")]
    [InlineData("steps", "1.5", "a whole number from 1 to 1000000000")]
    [InlineData("log_every", "0", "a whole number from 1 to 1000000000")]
    [InlineData("data.batch", "-3", "a whole number from 1 to 1000000")]
    [InlineData("data.batch", "2000000000", "a whole number from 1 to 1000000")]
    [InlineData("importance.kind", "mlp", "one of component-mlp, input-mlp, shared-mlp, global-transformer, attribution")]
    [InlineData("importance.squash", "soft", "one of clamped, leaky")]
    [InlineData("initialisation", "zeros", "one of random, aligned, stacked, exact")]
    [InlineData("losses.stochastic.delta", "1", "true or false")]
    [InlineData("importance.initial_logit", ".inf", "a number from -1000000 to 1000000")]
    [InlineData("importance.initial_logit", "1e300", "a number from -1000000 to 1000000")]
    [InlineData("losses.minimality.coefficient", "-1", "a number from 0 to 1000000000000, or a map of start, shape, final, warm_up, end")]
    [InlineData("losses.minimality.coefficient", "1e999", "a number from 0 to 1000000000000, or a map of start, shape, final, warm_up, end")]
    [InlineData("losses.minimality.penalty.exponent", "0", "a number above 0 and at most 1000000, or a map of from, to, begin, end")]
    [InlineData("losses.stochastic.masks", "random", "one of stochastic, binomial, adversary, merged, importance, rounded, ones, zeros")]
    [InlineData("losses.stochastic.routing", "some", "one of all, subset, one-at-a-time")]
    [InlineData("losses.adversarial.adversary.scope", "batch", "one of single, per-position, repeated, per-element, per-row, pooled")]
    [InlineData("losses.adversarial.adversary.beta1", "1", "a number from 0 to below 1")]
    [InlineData("losses.adversarial.adversary.rate.shape", "sine", "one of constant, linear, cosine")]
    [InlineData("optimizers.components.clip", "0", "none, or a number above 0 and at most 1000000000000")]
    [InlineData("optimizers.components.kind", "sgd", "one of adamw, muon")]
    [InlineData("optimizers.components.unimportant_decay", "0.1", "none, or a map of strength and half_life")]
    public void Value_out_of_range_is_refused(string key, string value, string expected)
    {
        var failure = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2").With(key, value).Config);

        Assert.Equal($"--set {key}: key '{key}' must be {expected} but is '{value}', correct it.", failure.Message);
    }

    [Theory]
    [InlineData("losses.stochastic", "{ kind: reconstruction, coefficient: 1, masks: ones, routing: all, adversary: { kind: fresh } }", "key 'losses.stochastic.adversary' is unknown")]
    [InlineData("losses.adversarial.adversary", "{ kind: fresh, scope: single, delta: true, rate: 1, inner_ascents: 1, beta1: 0.5, beta2: 0.9 }", "key 'losses.adversarial.adversary.beta1' is unknown")]
    [InlineData("losses.minimality.coefficient", "{ start: 1, shape: linear, final: 0 }", "key 'losses.minimality.coefficient.warm_up' is missing")]
    [InlineData("losses.minimality.penalty.exponent", "{ from: 2, to: 1, begin: 0.5, end: 0.25 }", "must be at least begin (0.5)")]
    [InlineData("optimizers.components.unimportant_decay", "{ strength: 1 }", "key 'optimizers.components.unimportant_decay.half_life' is missing")]
    [InlineData("optimizers.importance.unimportant_decay", "none", "there is no such key")]
    [InlineData("losses.minimality.penalty", "{ kind: l1 }", "key 'losses.minimality.penalty.kind' must be one of lp, smooth-l0 but is 'l1'")]
    [InlineData("losses.minimality.penalty", "{ kind: smooth-l0, width: 0, normalise_at_one: true }", "key 'losses.minimality.penalty.width' must be a number above 0 and at most 1000000, or a map")]
    [InlineData("losses.minimality", "{ kind: frequency, coefficient: 1, penalty: { kind: lp, exponent: 1, epsilon: 0 }, reference_count: none, estimator: batch, half_life: 2 }", "key 'losses.minimality.half_life' is unknown")]
    [InlineData("losses.adversarial.adversary", "{ kind: fresh, scope: pooled, particles: 2, rate: 1, inner_ascents: 1, delta: true }", "must be one of single, per-position, repeated, per-element, per-row but is 'pooled'")]
    [InlineData("losses.adversarial", "{ kind: reconstruction, coefficient: 1, masks: merged, share: 0.5, routing: one-at-a-time, adversary: { kind: fresh, scope: single, rate: 1, inner_ascents: 1, delta: true } }", "must be one of all, subset but is 'one-at-a-time'")]
    [InlineData("losses.minimality.coefficient", "{ start: 1, shape: linear, final: 0, warm_up: 0.5, end: 0.5 }", "must be above warm_up (0.5)")]
    [InlineData("optimizers.components", "{ kind: adamw, rate: 1, clip: none, momentum: 0.9, beta1: 0, beta2: 0, weight_decay: 0, unimportant_decay: none }", "key 'optimizers.components.momentum' is unknown")]
    [InlineData("evaluation.adversary_steps", "[]", "must be a list of 1 to 32 values, each a whole number from 1 to 100000")]
    [InlineData("sites", "{}", "must be a map of at least one pattern of layer names to its number of subcomponents")]
    [InlineData("losses", "{}", "must be a map of at least one name to its loss")]
    [InlineData("importance", "{ kind: global-transformer, squash: clamped, width: 30, blocks: 1, heads: 4, mlp: 8, initial_logit: 0 }", "must be a number that divides the width 30 into even parts")]
    public void Parts_that_do_not_fit_are_refused(string key, string value, string part)
    {
        var failure = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2").With(key, value).Config);

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("importance.inner_rank", "0", "a whole number from 1 to 10000")]
    [InlineData("importance.at", "both", "one of target, decomposition")]
    [InlineData("importance.top_k", "0", "a number above 0 and at most 1000000")]
    [InlineData("losses.simplicity.exponent", "1.5", "a number above 0 and at most 1")]
    [InlineData("losses.simplicity.form", "relative", "one of global, sum")]
    [InlineData("losses.faithfulness.form", "mean", "one of global, sum, relative")]
    [InlineData("optimizers.components.normalise", "write", "one of none, read, tied")]
    public void Value_of_an_attribution_recipe_out_of_range_is_refused(string key, string value, string expected)
    {
        var failure = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2/apd").With(key, value).Config);

        Assert.Equal($"--set {key}: key '{key}' must be {expected} but is '{value}', correct it.", failure.Message);
    }

    [Theory]
    [InlineData("sites", "{ linear1: 4, linear2: 5 }", "sites: attribution's components span all sites, but linear1 gets 4 and linear2 5; give all the same number.")]
    [InlineData("losses.minimal", "{ kind: hidden, coefficient: 1, masks: importance, inputs_of: mlp }", "losses.minimal.inputs_of: 'mlp' matches no site; the sites are linear1, linear2.")]
    public void Parts_that_do_not_fit_the_target_are_refused(string key, string value, string message)
    {
        var config = RecipeFile.OfName("tms-5-2/apd").With(key, value).Config;
        var subject = Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Blank());
        using var device = new CpuDevice(1);

        Assert.Equal(message, Assert.Throws<InputException>(() => new Experiment(config, subject).Train(device)).Message);
    }

    [Fact]
    public void A_hidden_loss_takes_no_adversary()
    {
        const string hidden = "{ kind: hidden, coefficient: 1, masks: adversary, inputs_of: linear2, adversary: { kind: fresh, scope: single, delta: true, rate: 1, inner_ascents: 1 } }";
        var failure = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2/apd").With("losses.minimal", hidden).Config);

        Assert.Contains("must be one of stochastic, binomial, importance, rounded, ones, zeros but is 'adversary'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_setting_on_the_command_line_names_the_nearest()
    {
        var failure = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2").With("losses.minimality.coeficient", "1"));

        Assert.Equal("--set losses.minimality.coeficient: there is no such key, did you mean 'losses.minimality.coefficient'?", failure.Message);
    }

    [Fact]
    public void Unknown_recipe_lists_those_there_are() => Assert.Equal(
        $"tms: there is no such recipe, choose one of {Catalogue.Shipped.Summary}.",
        Assert.Throws<InputException>(() => RecipeFile.OfName("tms")).Message);
}
