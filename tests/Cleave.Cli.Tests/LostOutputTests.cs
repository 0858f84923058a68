using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Real processes whose output goes nowhere: the work is done and saved all the same.</summary>
[Trait("speed", "slow")]
public sealed class LostOutputTests : IDisposable
{
    private const string Full = "No space left on device";
    private const string Closed = "it is closed";

    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-lost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(">/dev/full", Full)]
    [InlineData(">&-", Closed)]
    public void Training_goes_on_and_is_saved(string redirection, string reason)
    {
        OnlyOnLinux();

        var outcome = ShellRun.Complete(redirection, Arguments());

        Assert.Equal((0, $"cleave: standard output could not be written ({reason}), so that output is lost; the work itself is done and saved."),
            (outcome.Code, outcome.Error.TrimEnd()));
        AssertFinished();
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData(">&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    [InlineData("| head -n 1")]
    public void Training_ends_well_without_anyone_to_read_it(string redirection)
    {
        OnlyOnLinux();

        var outcome = ShellRun.Complete(redirection, Arguments());

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        AssertFinished();
    }

    [Theory]
    [InlineData(">/dev/full", Full)]
    [InlineData(">&-", Closed)]
    public void Verb_that_only_tells_something_has_failed(string redirection, string reason)
    {
        OnlyOnLinux();
        Directory.CreateDirectory(Path.Combine(_folder, "runs"));

        var outcome = ShellRun.Complete(redirection, "runs", Path.Combine(_folder, "runs"), "--json");

        Assert.Equal((1, $"cleave: standard output could not be written ({reason}), so that output is lost."), (outcome.Code, outcome.Error.TrimEnd()));
    }

    private string[] Arguments() =>
    [
        "decompose", "tms-5-2", "--out", Path.Combine(_folder, "run"), "--threads", "1", "--set", "steps=6", "--set", "log_every=1", "--set", "warm_up.steps=2",
        "--set", "data.batch=8", "--set", "data.held_out=16", "--set", "evaluation.adversary_steps=[2]",
    ];

    private void AssertFinished()
    {
        var folder = RunFolder.Open(Path.Combine(_folder, "run"));
        Assert.Equal((RunStatus.Finished, 6), (folder.ReadInfo().Status, folder.ReadInfo().Step));
        Assert.Equal(6, folder.ReadMetrics().Count);
        Assert.True(File.Exists(Path.Combine(folder.Path, "evaluation.json")));
    }

    private static void OnlyOnLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("only Linux has /dev/full and lists the open files of a process");
    }
}
