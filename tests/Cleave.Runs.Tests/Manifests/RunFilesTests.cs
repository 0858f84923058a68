using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;
using Cleave.Runs.Tests.Disks;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Manifests;

public sealed class RunFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunFolder Run => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Written_files_are_listed_with_length_and_digest()
    {
        Run.Files.Replace(new("b.txt", "zwei"), new("a.txt", "é"));

        Assert.Equal(
            [new ManifestFile("a.txt", 2, DurableFile.DigestOfText("é")), new ManifestFile("b.txt", 4, DurableFile.DigestOfText("zwei"))],
            RunManifest.Read(Run)!.Files);
        Assert.True(Run.Files.Trusts("a.txt"));
        Assert.False(Run.Files.Trusts("c.txt"));
    }

    [Fact]
    public void Failure_at_any_call_leaves_no_listed_file_that_differs_from_its_entry()
    {
        for (var failAt = 1; ; failAt++)
        {
            var disk = new FaultyDisk(failAt, (Fault)(failAt % 3));
            var run = new RunFolder(Directory.CreateDirectory(_folder.In($"{failAt}")).FullName);
            run.Files.Replace(new RunText("kept.txt", "kept"), new RunText("changed.txt", "before"));
            try
            {
                new RunFiles(disk, run).Replace(new("changed.txt", "afterwards"), new("new.txt", "new"));
            }
            catch (IOException)
            {
                // What the disk does next does not matter here.
            }

            Assert.Equal("", string.Join(' ', RunManifest.Read(run)!.Files.Select(f => f.Examine(run.Path))).Trim());
            Assert.NotNull(run.Files.Find("kept.txt"));
            if (!disk.Failed)
                break;
        }

        Assert.Equal("afterwards", File.ReadAllText(Directory.GetFiles(_folder.Path, "changed.txt", SearchOption.AllDirectories).OrderBy(File.GetLastWriteTimeUtc).Last()));
    }

    [Fact]
    public void Power_cut_at_any_call_leaves_no_listed_file_that_differs_from_its_entry()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            using TemporaryFolder live = new(), left = new();
            var luck = new Random(seed);
            var disk = new CrashDisk(live.Path, luck.Next(1, 60));
            try
            {
                for (var i = 0; ; i++)
                    new RunFiles(disk, new RunFolder(live.Path)).Replace(new("a.txt", new string((char)('a' + (i % 26)), 600)), new RunText("b.txt", $"{i}"));
            }
            catch (PowerLoss)
            {
                disk.Recover(left.Path, luck);
            }

            var manifest = RunManifest.Read(new RunFolder(left.Path));
            Assert.All(manifest?.Files ?? [], f => Assert.True(f.Examine(left.Path).Length == 0, $"seed {seed}: {f.Examine(left.Path)}"));
        }
    }

    [Fact]
    public void Writers_at_the_same_time_lose_no_entry()
    {
        Parallel.For(0, 8, i =>
        {
            for (var round = 0; round < 5; round++)
                Run.Files.Replace(new RunText($"{i}.txt", $"{i} {round}"), new RunText("shared.txt", $"{i} {round}"));
        });

        Assert.Equal(9, RunManifest.Read(Run)!.Files.Count);
        Assert.All(RunManifest.Read(Run)!.Files, f => Assert.Equal("", f.Examine(Run.Path)));
    }

    [Fact]
    public void Folder_that_something_else_writes_is_listed_as_it_lies_there()
    {
        Directory.CreateDirectory(_folder.In("figures"));
        File.WriteAllText(_folder.In("figures", "old.svg"), "old");

        Run.Files.Rewrite("figures", () =>
        {
            Assert.Empty(RunManifest.Read(Run)?.Files ?? []);
            File.WriteAllText(_folder.In("figures", "new.svg"), "new");
            return 0;
        });

        Assert.Equal(["figures/new.svg", "figures/old.svg"], RunManifest.Read(Run)!.Files.Select(f => f.Name));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{ "format_version": 1, "files": null, "sha256": "" }""")]
    [InlineData("""{ "format_version": 1, "files": [ null ], "sha256": "" }""")]
    [InlineData("""{ "format_version": 1, "files": [ { "name": "\u0000", "length": 1, "sha256": "f" } ], "sha256": "" }""")]
    [InlineData("""{ "format_version": 9 }""")]
    public void Foreign_manifest_is_refused_in_one_sentence(string text)
    {
        File.WriteAllText(_folder.In(RunManifest.FileName), text);

        Assert.StartsWith(_folder.In(RunManifest.FileName), Assert.Throws<InputException>(() => RunManifest.Read(Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_cannot_name_a_file_outside_of_the_run()
    {
        Run.Files.Record(new ManifestFile("../elsewhere", 1, "x"));

        Assert.Throws<InputException>(() => RunManifest.Read(Run));
    }
}
