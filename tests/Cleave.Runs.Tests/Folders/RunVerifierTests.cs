using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class RunVerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunVerifierTests()
    {
        using var run = RunWriter.Create(_folder.Path, Samples.Start());
        run.Metrics.Append(1, [new("loss", double.PositiveInfinity)]);
        run.Save(Samples.Content(1));
        run.Save(Samples.Content(2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sound_run_has_no_problem()
    {
        var findings = RunVerifier.Verify(_folder.Path);

        Assert.All(findings, finding => Assert.Equal(FindingLevel.Good, finding.Level));
        Assert.Contains(findings, finding => finding.Subject == "checkpoints/step-2");
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("config.yaml")]
    [InlineData("metrics.jsonl")]
    public void Damaged_file_is_named(string name)
    {
        File.WriteAllText(_folder.In(name), "[\n\n{\n");

        Assert.Contains(RunVerifier.Verify(_folder.Path), finding => finding.Subject == name && finding.Level == FindingLevel.Problem);
    }

    [Fact]
    public void Damaged_checkpoint_is_a_problem_and_leftovers_are_notes()
    {
        File.AppendAllText(_folder.In("checkpoints", "step-1", "state.json"), " ");
        Directory.CreateDirectory(_folder.In("checkpoints", ".tmp-step-3-00"));
        File.AppendAllText(_folder.In("metrics.jsonl"), "{\"st");

        var findings = RunVerifier.Verify(_folder.Path).Where(finding => finding.Level != FindingLevel.Good).ToList();

        Assert.Equal(
            [(FindingLevel.Note, "metrics.jsonl"), (FindingLevel.Problem, "checkpoints/step-1"), (FindingLevel.Note, "checkpoints/.tmp-step-3-00")],
            findings.Select(finding => (finding.Level, finding.Subject)));
    }
}
