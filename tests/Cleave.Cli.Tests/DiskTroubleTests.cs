using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Real processes on a disk that is full or read-only: one sentence, nothing half-written, and the run goes on when there is room.</summary>
[Trait("speed", "slow")]
public sealed class DiskTroubleTests : IDisposable
{
    private const int Steps = 150;
    private const int Small = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-disk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Full_disk_ends_the_run_with_a_sentence_and_it_goes_on_to_the_same_bits()
    {
        using var disk = Mount();
        var (whole, run) = (Toy(_folder, "whole"), Toy(disk.Path, "run"));
        whole.Complete(threads: 1);
        run.Signal(ChildRun.KillSignal, afterStep: 20);
        var saved = run.SavedStep;
        Assert.InRange(saved, 1, Steps - 1);
        var filler = Fill(disk);

        var (code, error) = run.Fail();

        Assert.Equal(ExitCode.Failed, code);
        Assert.Matches(@"(\A|\n)cleave: \S+: the disk is full or its quota used up; the checkpoint of step \d+ stands, make room and give the same command again\.\n\z", error);
        Assert.InRange(run.SavedStep, saved, Steps - 1);
        File.Delete(filler);
        run.Complete(threads: 1);
        Assert.Equal(whole.State(), run.State());
        Assert.Empty(run.Leftovers);
    }

    [Fact]
    public void Disk_that_fills_up_in_training_leaves_the_last_checkpoint()
    {
        using var disk = Mount();
        var run = Toy(disk.Path, "run");
        run.Signal(ChildRun.KillSignal, afterStep: 20);
        disk.Remount($"size={Used(disk) + 40}k");

        var (code, error) = run.Fail();

        Assert.Equal(ExitCode.Failed, code);
        Assert.Matches(@"(\A|\n)cleave: \S+: the disk is full or its quota used up; the checkpoint of step \d+ stands, make room and give the same command again\.\n\z", error);
        Assert.Empty(run.Leftovers);
    }

    [Fact]
    public void Read_only_disk_is_not_taken_for_another_writer()
    {
        using var disk = Mount();
        var run = Toy(disk.Path, "run");
        run.Signal(ChildRun.KillSignal, afterStep: 20);
        disk.Remount("ro");

        foreach (var ((code, error), standing) in new[] { (run.Fail(), $"the checkpoint of step {run.SavedStep} stands"), (Toy(disk.Path, "new").Fail(), "nothing was saved yet") })
        {
            Assert.Equal(ExitCode.Failed, code);
            Assert.Matches($@"(\A|\n)cleave: \S+: the file system is read-only; {standing}, make it writable or name a folder elsewhere\.\n\z", error);
        }
    }

    private SmallDisk Mount()
    {
        var disk = SmallDisk.TryMount(Path.Combine(_folder, "disk"), Small);
        if (disk is null)
            Assert.Skip("mounting a small file system needs Linux and its root");
        return disk;
    }

    // Everything that is left, but for a page.
    private static string Fill(SmallDisk disk)
    {
        var path = Path.Combine(disk.Path, "filler");
        using var filler = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static long Used(SmallDisk disk)
    {
        var drive = new DriveInfo(disk.Path);
        return (drive.TotalSize - drive.AvailableFreeSpace) / 1024;
    }

    private static ChildRun Toy(string folder, string name) => new(
        Path.Combine(folder, name),
        "tms-5-2", "--seed", "7", "--set", $"steps={Steps}", "--set", "log_every=1", "--set", "checkpoint_every=3",
        "--set", "warm_up.steps=200", "--set", "data.batch=16", "--set", "data.held_out=32", "--set", "evaluation.adversary_steps=[2]");
}
