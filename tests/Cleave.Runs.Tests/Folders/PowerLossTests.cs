using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Tests.Disks;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

public sealed class PowerLossTests
{
    [Fact]
    [Trait("speed", "slow")]
    public void Newest_checkpoint_whose_save_returned_survives_any_power_cut()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            CutOnce(seed);
        }
    }

    [Fact]
    public void Description_is_never_torn_by_a_power_cut()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            using var live = new TemporaryFolder();
            using var left = new TemporaryFolder();
            var luck = new Random(seed);
            var disk = new CrashDisk(live.Path, luck.Next(1, 40));
            var returned = -1;

            try
            {
                for (var i = 0; ; i++)
                {
                    DurableFile.Replace(disk, live.In("run.json"), new string((char)('a' + i), 700));
                    returned = i;
                }
            }
            catch (PowerLoss)
            {
                disk.Recover(left.Path, luck);
            }

            var text = File.Exists(left.In("run.json")) ? File.ReadAllText(left.In("run.json")) : null;
            Assert.True(text is not null || returned < 0);
            Assert.True(text is null || (text.Length == 700 && text[0] >= 'a' + returned && text.Distinct().Count() == 1), $"seed {seed}");
        }
    }

    private static void CutOnce(int seed)
    {
        using var live = new TemporaryFolder();
        using var left = new TemporaryFolder();
        var luck = new Random(seed);
        var disk = new CrashDisk(live.Path, luck.Next(1, 120));
        var store = new CheckpointStore(disk, live.In("checkpoints")) { Keep = luck.Next(1, 3) };
        var returned = 0L;

        try
        {
            DurableFile.CreateFolder(disk, live.In("checkpoints"));

            for (var step = 1L; ; step++)
            {
                // Now and then the same step again, as a run does that resumes and stops at once.
                step -= step > 1 && luck.Next(5) == 0 ? 1 : 0;
                store.Save(Samples.Content(step), "hash", "0.1.0");
                returned = step;
            }
        }
        catch (PowerLoss)
        {
            disk.Recover(left.Path, luck);
        }

        try
        {
            var loaded = new CheckpointStore(new RealDisk(), left.In("checkpoints")).LoadNewest();
            Assert.True(loaded.Step >= returned, $"seed {seed}: step {loaded.Step} loaded after {returned} was saved");
            Samples.Equal(loaded.Step, loaded);
        }
        catch (InputException)
        {
            Assert.True(returned == 0, $"seed {seed}: nothing loads after step {returned} was saved");
        }
    }
}
