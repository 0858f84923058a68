using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

/// <summary>Continues a short run from a checkpoint in which some items were zeroed.</summary>
internal static class CheckpointMutation
{
    private const int StopAfter = 7;

    /// <summary>The first two parts of an array's name.</summary>
    public static string GroupOf(string name) => string.Join('.', name.Split('.')[..2]);

    /// <summary>The hash of the arrays at the end of the continued run; of the arrays alone: counters differ by themselves when one was replaced.</summary>
    public static string Continue(ShortRun whole, Predicate<string> isZeroed, int zeroedCounter, string prefix = "")
    {
        var path = whole.Another(Guid.NewGuid().ToString("N"));
        using Watcher watcher = new(StopAfter), last = new();
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
        Replace(RunFolder.Open(path), isZeroed, zeroedCounter);

        using (var run = whole.Open(path))
        {
            Assert.True(run.Continues);
            last.Complete(run);
        }

        var end = RunFolder.Open(path).LoadNewest();
        Assert.Equal(12, end.Step);
        return Digest(end, prefix);
    }

    /// <summary>The hash of the arrays whose names begin so.</summary>
    public static string Digest(LoadedCheckpoint checkpoint, string prefix = "")
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var array in checkpoint.Arrays.Values.Where(a => a.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(a => a.Name, StringComparer.Ordinal))
            hash.AppendData(MemoryMarshal.AsBytes<float>(array.Values));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Replace(RunFolder folder, Predicate<string> isZeroed, int zeroedCounter)
    {
        var saved = folder.LoadNewest();
        Assert.Equal(StopAfter, saved.Step);
        var state = JsonNode.Parse(saved.StateJson)!;
        if (zeroedCounter >= 0)
        {
            Assert.NotEqual(0, (long)state["counters"]![zeroedCounter]!);
            state["counters"]![zeroedCounter] = 0;
        }

        var changed = new CheckpointContent
        {
            Step = saved.Step,
            Arrays =
            [
                .. saved.Arrays.Values.Select(a => SavedArray.Of(a.Name, a.Shape, isZeroed(a.Name) ? new float[a.Values.Length] : a.Values))
            ],
            StateJson = state.ToJsonString(),
        };
        new CheckpointStore(new RealDisk(), folder.Checkpoints).Save(changed, saved.ConfigHash, "test");
    }
}
