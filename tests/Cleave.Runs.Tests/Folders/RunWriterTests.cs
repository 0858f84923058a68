using Cleave.Formats;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class RunWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.In("deep", "toy");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_run_is_described_and_listed()
    {
        using (var run = RunWriter.Create(Run, Samples.Start()))
        {
            run.Report(RunStatus.Finished, 10, new Dictionary<string, double> { ["loss"] = double.NaN, ["ci_l0"] = 1.5 });
        }

        var listed = Assert.Single(RunCatalog.List(_folder.In("deep")));
        Assert.Equal((RunStatus.Finished, 10L, 10L), (listed.Info!.Status, listed.Info.Step, listed.Info.TotalSteps));
        Assert.Equal(1.5, listed.Info.Headline["ci_l0"]);
        Assert.True(double.IsNaN(listed.Info.Headline["loss"]));
        Assert.Equal(Samples.Config, RunFolder.Open(Run).ReadConfig());
    }

    [Fact]
    public void Unreadable_run_is_listed_with_its_problem()
    {
        RunWriter.Create(Run, Samples.Start()).Dispose();
        File.WriteAllText(Path.Combine(Run, "run.json"), "{");

        Assert.Contains("run.json", Assert.Single(RunCatalog.List(_folder.In("deep"))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_writer_is_told_who_holds_the_run()
    {
        using var first = RunWriter.Create(Run, Samples.Start());

        var refusal = Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start()));

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("toy", RunFolder.Open(Run).ReadInfo().Name);
    }

    [Fact]
    public void Existing_run_is_not_begun_again()
    {
        RunWriter.Create(Run, Samples.Start()).Dispose();

        Assert.Contains("resume that run", Assert.Throws<InputException>(() => RunWriter.Create(Run, Samples.Start())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_restores_state_and_sets_later_metrics_aside()
    {
        using (var run = RunWriter.Create(Run, Samples.Start()))
        {
            for (var step = 1; step <= 6; step++)
            {
                run.Metrics.Append(step, [new("loss", 1.0 / step)]);
            }

            run.Save(Samples.Content(4));
        }

        File.AppendAllText(Path.Combine(Run, "metrics.jsonl"), "{\"step\":7,\"lo");

        using var resumed = RunWriter.Resume(Run, Samples.Start());
        resumed.Metrics.Append(5, [new("loss", 0.2)]);

        Samples.Equal(4, resumed.Resumed!);
        Assert.Equal(new MetricsRecovery(2, true), resumed.Recovery);
        Assert.Equal([1L, 2L, 3L, 4L, 5L], resumed.Folder.ReadMetrics().Select(row => row.Step));
        Assert.Equal([5L, 6L], MetricsJson.ReadAll(Path.Combine(Run, "metrics.discarded.jsonl")).Select(row => row.Step));
        Assert.Equal(4, resumed.Info.Step);
    }

    [Fact]
    public void Run_killed_before_its_first_checkpoint_starts_over()
    {
        using (var run = RunWriter.Create(Run, Samples.Start()))
        {
            run.Metrics.Append(0, [new("loss", 1)]);
        }

        using var resumed = RunWriter.Resume(Run, Samples.Start());

        Assert.Null(resumed.Resumed);
        Assert.Equal(1, resumed.Recovery.RowsDiscarded);
    }

    [Fact]
    public void Changed_configuration_is_refused_unless_accepted()
    {
        RunWriter.Create(Run, Samples.Start()).Dispose();
        var changed = Samples.Start() with { ConfigYaml = Samples.Config.Replace("seed: 1", "seed: 2") };

        Assert.Contains("seed: 1 -> 2", Assert.Throws<InputException>(() => RunWriter.Resume(Run, changed)).Message, StringComparison.Ordinal);

        using var accepted = RunWriter.Resume(Run, changed with { AcceptConfigChange = true });
        Assert.Equal(changed.ConfigYaml, accepted.Folder.ReadConfig());
    }

    [Fact]
    public void Folder_without_a_run_is_refused() =>
        Assert.Contains("no run.json", Assert.Throws<InputException>(() => RunFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
}
