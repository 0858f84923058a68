using Cleave.Formats;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class PinnedConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.In("toy");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Edited_config_is_noticed_though_it_is_continued_with_itself()
    {
        Begin();
        var edited = Edit("rate: 1e-3", "rate: 1e-1");

        var refusal = Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start() with { ConfigYaml = edited }));

        Assert.Contains("found changes (training.rate: 1e-3 -> 1e-1)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(RunVerifier.Verify(Run), f => f is { Level: FindingLevel.Problem, Subject: "config.yaml" } && f.Message.Contains("training.rate: 1e-3 -> 1e-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Accepted_change_becomes_the_config_of_the_run()
    {
        Begin();
        var changed = Samples.Start() with { ConfigYaml = Samples.Config.Replace("seed: 1", "seed: 2") };
        File.WriteAllText(Path.Combine(Run, "evaluation.json"), "{}");

        RunWriter.Resume(Run, changed with { AcceptConfigChange = true }).Dispose();

        using (var again = RunWriter.Resume(Run, changed))
            Assert.Equal(2, again.Info.Configs.Count);
        Assert.Contains("seed: 2 -> 1", Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start())).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Run, "evaluation.json")));
        Assert.DoesNotContain(RunVerifier.Verify(Run), f => f.Level == FindingLevel.Problem);
    }

    [Fact]
    public void Operational_keys_and_places_of_inputs_stay_free()
    {
        const string inputs = "target: {model: /a/net.bin, tokenizer: none}\ndata: {text: /a/tale.txt}\n";
        RunWriter.Create(Run, Samples.Start() with { ConfigYaml = Samples.Config + inputs }).Dispose();

        var moved = (Samples.Config + inputs).Replace("/a/", "/b/").Replace("tokenizer: none", "tokenizer: /b/tok.bin").Replace("log_every: 5", "log_every: 1");
        RunWriter.Resume(Run, Samples.Start() with { ConfigYaml = moved }).Dispose();

        Assert.Contains("data.text: /a/tale.txt -> none", Assert.Throws<InputException>(
            () => RunWriter.Resume(Run, Samples.Start() with { ConfigYaml = moved.Replace("/b/tale.txt", "none") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_copy_of_the_config_is_no_way_around()
    {
        Begin();
        var edited = Edit("seed: 1", "seed: 2");
        File.WriteAllText(Path.Combine(Run, "config.started.yaml"), edited);

        Assert.Contains("cannot be listed", Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start() with { ConfigYaml = edited })).Message, StringComparison.Ordinal);
        RunWriter.Resume(Run, Samples.Start()).Dispose();
    }

    [Fact]
    public void Steps_below_the_checkpoint_are_refused_though_accepted()
    {
        Begin();
        var fewer = Samples.Start() with { ConfigYaml = Samples.Config.Replace("steps: 10", "steps: 3"), TotalSteps = 3, AcceptConfigChange = true };

        Assert.Equal("steps: expected at least the 4 steps that the run has done, found 3; raise it, or start a new run.",
            Assert.Throws<InputException>(() => RunWriter.Resume(Run, fewer)).Message);
    }

    [Fact]
    public void Checkpoint_of_another_run_is_refused()
    {
        Begin();
        using (var other = RunWriter.Create(_folder.In("other"), Samples.Start() with { ConfigYaml = "seed: 9\nsteps: 10\n" }))
            other.Save(Samples.Content(8));
        Directory.Move(_folder.In("other", "checkpoints", "step-8"), _folder.In("toy", "checkpoints", "step-8"));

        Assert.Contains("step-8: expected a checkpoint of this run's configuration", Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_of_the_first_version_opens_and_is_pinned_from_then_on()
    {
        Directory.CreateDirectory(_folder.In("toy", "checkpoints"));
        File.WriteAllText(Path.Combine(Run, "config.yaml"), Samples.Config);
        File.WriteAllText(Path.Combine(Run, "run.json"), """
            {
              "formatVersion": 1, "name": "toy", "recipe": "tms-5-2", "status": "Interrupted", "step": 4, "totalSteps": 10,
              "created": "2026-01-01T00:00:00+00:00", "updated": "2026-01-02T00:00:00+00:00", "codeVersion": "0.1.0", "headline": { "l0": 1.5, "loss": "NaN" }
            }
            """);
        Assert.Equal((RunStatus.Interrupted, 4L, 10L, 1.5), (RunFolder.Open(Run).ReadInfo().Status, RunFolder.Open(Run).ReadInfo().Step,
            RunFolder.Open(Run).ReadInfo().TotalSteps, RunFolder.Open(Run).ReadInfo().Headline["l0"]));

        using (var resumed = RunWriter.Resume(Run, Samples.Start()))
            resumed.Save(Samples.Content(5));

        Assert.Contains("\"format_version\": 2", File.ReadAllText(Path.Combine(Run, "run.json")), StringComparison.Ordinal);
        Assert.DoesNotContain(RunVerifier.Verify(Run), f => f.Level == FindingLevel.Problem);
        var edited = Edit("seed: 1", "seed: 2");
        Assert.Throws<InputException>(() => RunWriter.Resume(Run, Samples.Start() with { ConfigYaml = edited }));
    }

    private void Begin()
    {
        using var run = RunWriter.Create(Run, Samples.Start());
        run.Save(Samples.Content(4));
    }

    private string Edit(string old, string edited)
    {
        var path = Path.Combine(Run, "config.yaml");
        var text = File.ReadAllText(path).Replace(old, edited, StringComparison.Ordinal);
        File.WriteAllText(path, text);
        return text;
    }
}
