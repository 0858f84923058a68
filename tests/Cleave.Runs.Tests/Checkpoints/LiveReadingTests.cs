using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

/// <summary>Readers need no lock: they look on while a writer replaces checkpoints as fast as it can.</summary>
[Trait("speed", "slow")]
public sealed class LiveReadingTests : IDisposable
{
    private const int Readings = 100;
    private const int Checkpoints = 100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_at_work_is_read_listed_and_verified_without_a_failure()
    {
        using var stop = new CancellationTokenSource();
        using var run = RunWriter.Create(_folder.In("run"), Samples.Start());
        run.Save(Samples.Content(1));
        var writer = Task.Run(() => Write(run, stop.Token), TestContext.Current.CancellationToken);
        long newest = 0;

        for (var reading = 0; reading < Readings || newest < Checkpoints; reading++)
        {
            var loaded = RunFolder.Open(_folder.In("run")).LoadNewest();
            Samples.Equal(loaded.Step, loaded);
            Assert.Empty(loaded.Warnings);
            Assert.InRange(loaded.Step, newest, long.MaxValue);
            newest = loaded.Step;
            var problems = RunVerifier.Verify(_folder.In("run")).Where(finding => finding.Level == FindingLevel.Problem);
            Assert.Equal("", string.Join('\n', problems.Select(finding => $"{finding.Subject}: {finding.Message}")));
            Assert.Null(Assert.Single(RunCatalog.List(_folder.Path)).Problem);
        }

        await stop.CancelAsync();
        Assert.InRange(await writer, newest, int.MaxValue);
    }

    [Fact]
    public void Nobody_is_sent_to_a_backup_while_the_run_is_at_work()
    {
        var run = RunWriter.Create(_folder.In("run"), Samples.Start());
        Assert.Contains("the run is at work, try again", Refusal(), StringComparison.Ordinal);

        File.Delete(Path.Combine(run.Save(Samples.Content(1)), "manifest.json"));
        Assert.Contains("the run is at work, try again", Refusal(), StringComparison.Ordinal);

        run.Dispose();
        Assert.Contains("restore a checkpoint from a backup", Refusal(), StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<Cleave.Formats.InputException>(() => RunFolder.Open(_folder.In("run")).LoadNewest()).Message;

    private static int Write(RunWriter run, CancellationToken stop)
    {
        var step = 1;
        while (!stop.IsCancellationRequested)
        {
            run.Save(Samples.Content(++step));
            run.Metrics.Append(step, [new("loss", 1.0 / step)]);
            run.Report(RunStatus.Running, step, new Dictionary<string, double>());
        }

        return step;
    }
}
