using Cleave.Formats;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class LeftoversTests : IDisposable
{
    private static readonly string[] Left =
    [
        ".run.json.tmp-0123abcd", "evaluation.json.tmp-89abcdef", "checkpoints/.tmp-step-3-01234567/state.json", "checkpoints/.deleted-step-1-01234567/state.json",
        "figures/curve.svg.tmp", "figures/.curve.svg.tmp-0123abcd", "target/.model.safetensors.tmp-0123456789abcdef0123456789abcdef",
    ];

    private static readonly string[] Others = ["notes.tmp", "figures/mine.txt", "checkpoints/.hidden/file", "target/model.safetensors"];

    private readonly TemporaryFolder _folder = new();

    public LeftoversTests()
    {
        using (var run = RunWriter.Create(Run, Samples.Start()))
            run.Save(Samples.Content(1));
        foreach (var name in Left.Concat(Others))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Run, name))!);
            File.WriteAllText(Path.Combine(Run, name), "left");
        }
    }

    private string Run => _folder.In("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writer_sweeps_what_killed_ones_left_and_nothing_else()
    {
        using var resumed = RunWriter.Resume(Run, Samples.Start());

        Assert.All(Left, name => Assert.False(Path.Exists(Path.Combine(Run, name))));
        Assert.All(Others, name => Assert.True(File.Exists(Path.Combine(Run, name))));
        Assert.Empty(Directory.GetDirectories(resumed.Folder.Checkpoints, ".*step*"));
        Samples.Equal(1, resumed.Resumed!);
    }

    [Fact]
    public void Readers_sweep_nothing_and_verify_names_each()
    {
        var notes = RunVerifier.Verify(Run).Where(finding => finding.Level == FindingLevel.Note && !Others.Contains(finding.Subject)).Select(finding => finding.Subject).ToList();

        Assert.Equal(Left.Select(name => name.Replace("/state.json", "", StringComparison.Ordinal)).Order(), notes.Where(n => n != "metrics.jsonl").Order());
        Assert.All(Left, name => Assert.True(File.Exists(Path.Combine(Run, name))));
    }

    [Fact]
    public void File_that_somebody_is_writing_is_left_to_them()
    {
        using var writing = new FileStream(Path.Combine(Run, Left[1]), FileMode.Open, FileAccess.Write, FileShare.Read);

        RunWriter.Resume(Run, Samples.Start()).Dispose();

        Assert.True(File.Exists(Path.Combine(Run, Left[1])));
    }

    [Fact]
    public void Run_that_has_saved_nothing_is_listed_and_named_as_such()
    {
        File.Delete(Path.Combine(Run, "run.json"));

        var listed = Assert.Single(RunCatalog.List(_folder.Path));

        Assert.Equal((true, "started, nothing saved yet"), (listed.IsBegun, listed.Problem));
        Assert.Contains("give the command that started it again", Assert.Throws<InputException>(() => RunFolder.Open(Run)).Message, StringComparison.Ordinal);
        using (Runs.Folders.RunLock.Take(Run, TimeProvider.System))
            Assert.Contains("wait for its first checkpoint", Assert.Throws<InputException>(() => RunFolder.Open(Run)).Message, StringComparison.Ordinal);
        RunWriter.Create(Run, Samples.Start()).Dispose();
        Assert.False(Assert.Single(RunCatalog.List(_folder.Path)).IsBegun);
    }
}
