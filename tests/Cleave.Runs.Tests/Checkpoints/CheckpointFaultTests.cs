using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Disks;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

public sealed class CheckpointFaultTests
{
    [Theory]
    [InlineData((int)Fault.DiskFull)]
    [InlineData((int)Fault.InputOutput)]
    [InlineData((int)Fault.ShortWrite)]
    public void Previous_checkpoint_loads_after_a_failure_at_any_call(int fault)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("checkpoints"));
        var healthy = new CheckpointStore(new RealDisk(), folder.In("checkpoints")) { Keep = 2 };
        healthy.Save(Samples.Content(1), "hash", "0.1.0");
        var failures = 0;

        for (var n = 1; ; n++)
        {
            var disk = new FaultyDisk(n, (Fault)fault);
            var saved = TrySave(new CheckpointStore(disk, folder.In("checkpoints")) { Keep = 9 });
            var loaded = healthy.LoadNewest();

            if (saved && !disk.Failed)
            {
                Samples.Equal(2, loaded);
                break;
            }

            // A failure after the rename leaves the new one, complete as well; it is taken away to try the next call.
            failures++;
            Samples.Equal(saved ? 2 : loaded.Step, loaded);
            Directory.EnumerateDirectories(folder.In("checkpoints"), "step-2*").ToList().ForEach(path => Directory.Delete(path, true));
        }

        Assert.InRange(failures, 10, 60);
    }

    [Fact]
    public void Failed_save_leaves_no_rubbish()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("checkpoints"));

        Assert.False(TrySave(new CheckpointStore(new FaultyDisk(6, Fault.DiskFull), folder.In("checkpoints"))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.In("checkpoints")));
    }

    [Fact]
    public void Failed_metrics_row_is_counted_and_later_rows_stay_readable()
    {
        using var folder = new TemporaryFolder();

        using (var log = MetricsLog.Open(new FaultyDisk(3, Fault.ShortWrite), folder.Path))
        {
            for (var step = 1; step <= 4; step++)
            {
                log.Append(step, [new("loss", 0.5)]);
            }

            Assert.Equal(1, log.LostRows);
            Assert.Contains("No space", log.LastFailure, StringComparison.Ordinal);
        }

        Assert.Equal([1L, 3L, 4L], MetricsJson.ReadAll(folder.In(MetricsLog.FileName)).Select(row => row.Step));
    }

    private static bool TrySave(CheckpointStore store)
    {
        try
        {
            store.Save(Samples.Content(2), "hash", "0.1.0");

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
