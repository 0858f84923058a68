using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Disks;

public sealed class RunDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)Fault.DiskFull, "the disk is full or its quota used up; make room and give the same command again.")]
    [InlineData((int)Fault.ShortWrite, "the disk is full or its quota used up; make room and give the same command again.")]
    [InlineData((int)Fault.InputOutput, "the disk reported an input/output error; check the disk before going on.")]
    public void Every_call_of_a_run_that_fails_names_a_file_the_cause_and_what_to_do(int fault, string ending)
    {
        var failures = 0;
        for (var n = 1; ; n++)
        {
            var (disk, path) = (new FaultyDisk(n, (Fault)fault), _folder.In($"run-{n}"));
            try
            {
                using var run = RunWriter.Create(path, Samples.Start(disk));
                run.Metrics.Append(1, [new("loss", 1)]);
                run.Save(Samples.Content(1));
                run.Report(RunStatus.Running, 1, new Dictionary<string, double>());
            }
            catch (RunDiskException failure)
            {
                failures++;
                Assert.StartsWith(_folder.Path, failure.Message, StringComparison.Ordinal);
                Assert.EndsWith(ending, failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', failure.Message);
            }

            if (!disk.Failed)
                break;
        }

        Assert.InRange(failures, 20, 80);
    }

    [Fact]
    public void Failure_says_which_checkpoint_stands()
    {
        var failure = Assert.Throws<RunDiskException>(() => new RunDisk(new FaultyDisk(1, Fault.DiskFull)).Delete(_folder.In("x")));

        Assert.EndsWith("x: the disk is full or its quota used up; the checkpoint of step 40 stands, make room and give the same command again.", failure.After(40).Message, StringComparison.Ordinal);
        Assert.Contains("; nothing was saved yet, make room", failure.After(null).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_device_is_told_from_a_missing_one()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("there is no /dev/full here");
        var disk = new RunDisk();

        using (var stream = disk.Append("/dev/full"))
            Assert.Equal(DiskProblem.Full, Assert.Throws<RunDiskException>(() => stream.Write([1])).Problem);
        Assert.Equal(DiskProblem.Gone, Assert.Throws<RunDiskException>(() => disk.Create(_folder.In("gone", "file"))).Problem);
        Assert.Equal(DiskProblem.Gone, Assert.Throws<RunDiskException>(() => disk.SyncFolder(_folder.In("gone"))).Problem);
        Assert.Equal(DiskProblem.Gone, Assert.Throws<RunDiskException>(() => RunLock.Take(_folder.In("gone"), TimeProvider.System)).Problem);
    }

    [Fact]
    public void Held_lock_is_told_from_a_free_one_and_asking_disturbs_nobody()
    {
        Assert.False(RunLock.IsHeld(_folder.Path));
        using (RunLock.Take(_folder.Path, TimeProvider.System))
        {
            Assert.True(RunLock.IsHeld(_folder.Path));
            Assert.Contains("another writer", Assert.Throws<InputException>(() => RunLock.Take(_folder.Path, TimeProvider.System)).Message, StringComparison.Ordinal);
        }

        Assert.False(RunLock.IsHeld(_folder.Path));
    }
}
