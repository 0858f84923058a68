using Cleave.Formats;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class ConfigDriftTests
{
    [Fact]
    public void Changed_added_and_removed_keys_are_listed_in_order()
    {
        var changes = ConfigDrift.Compare("a: 1\nlosses:\n  - name: x\n    weight: 2\n", "losses:\n  - name: x\n    weight: 3\nsteps: 5\n");

        Assert.Equal(
            [new ConfigChange("a", "1", null), new ConfigChange("losses[0].weight", "2", "3"), new ConfigChange("steps", null, "5")],
            changes);
    }

    [Fact]
    public void Operational_keys_and_other_spellings_of_a_number_are_no_change() =>
        Assert.Empty(ConfigDrift.Compare("rate: 1e-3\nthreads: 2\nrun: {log_every: 1}", "run: {log_every: 9}\nrate: 0.001\nthreads: 8"));

    [Fact]
    public void Digest_is_equal_exactly_where_nothing_changed()
    {
        var digest = ConfigDrift.Digest("rate: 1e-3\nthreads: 2\nrun: {log_every: 1, checkpoint_every: 5}");

        Assert.Equal(digest, ConfigDrift.Digest("run: {checkpoint_every: 7, log_every: 9}\nrate: 0.001\nthreads: 8"));
        Assert.NotEqual(digest, ConfigDrift.Digest("rate: 1.001e-3\nthreads: 2\nrun: {log_every: 1, checkpoint_every: 5}"));
        Assert.NotEqual(digest, ConfigDrift.Digest("rat: 1e-3\nthreads: 2\nrun: {log_every: 1, checkpoint_every: 5}"));
        Assert.Matches("^[0-9a-f]{64}$", digest);
    }

    [Fact]
    public void Bars_of_the_verdict_are_no_change_for_they_compute_nothing()
    {
        const string before = "rate: 1\nverdict: { stochastic: { good: 1, usable: 2 } }";

        Assert.Empty(ConfigDrift.Compare(before, "rate: 1\nverdict: { stochastic: { good: 3, usable: 4 }, unmasked: none }"));
        Assert.Empty(ConfigDrift.Compare("rate: 1", before));
        Assert.Equal(ConfigDrift.Digest("rate: 1"), ConfigDrift.Digest(before));
    }

    [Fact]
    public void Refusal_lists_every_change()
    {
        var refusal = Assert.Throws<InputException>(
            () => ConfigDrift.Refuse("config.yaml", ConfigDrift.Compare("a: 1\nsteps: 5", "a: 2\nsteps: 6")));

        Assert.Contains("a: 1 -> 2; steps: 5 -> 6", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: [1")]
    public void Odd_YAML_is_refused_and_says_which_configuration(string yaml) =>
        Assert.StartsWith("the new configuration line ", Assert.Throws<InputException>(() => ConfigDrift.Compare("a: 1", yaml)).Message, StringComparison.Ordinal);
}
