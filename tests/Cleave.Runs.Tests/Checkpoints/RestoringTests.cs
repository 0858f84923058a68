using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

/// <summary>State whose digests are right and whose content is not: one sentence, and an older checkpoint where there is one.</summary>
[Trait("speed", "slow")]
public sealed class RestoringTests(ShortRun whole) : IClassFixture<ShortRun>
{
    private const string Largest = "9223372036854775807";

    public static TheoryData<string, string> WrongStates { get; } = new()
    {
        { "{}", "expected an object with a list 'counters', found none" },
        { "[]", "expected an object with a list 'counters', found none" },
        { "null", "expected an object with a list 'counters', found none" },
        { "", "is not valid JSON" },
        { "{\"counters\": [7, 7, 7]", "is not valid JSON" },
        { "{\"counters\": {}}", "expected an object with a list 'counters', found none" },
        { "{\"counters\": [7, 7, 7]}", "expected 4 counters, found 3" },
        { "{\"counters\": [7, 7, 7, 21, 0]}", "expected 4 counters, found 5" },
        { "{\"counters\": [7, -1, 7, 21]}", "expected a whole number from 0 to 7 as counter 2, found -1" },
        { "{\"counters\": [7, 7, 1e30, 21]}", "expected a whole number from 0 to 7 as counter 3, found 1e30" },
        { $"{{\"counters\": [7, 7, 7, {Largest}]}}", $"as counter 4, found {Largest}" },
        { "{\"counters\": [7, 7, 7.5, 21]}", "as counter 3, found 7.5" },
        { "{\"counters\": [7, 7, \"7\", 21]}", "as counter 3, found \"7\"" },
        { "{\"counters\": [0, 7, 7, 21]}", "expected step 7 as counter 1, found 0" },
        { "{\"counters\": [7, 7, 7, 21], \"counters\": [7, 7, 7, 21]}", "holds the key 'counters' twice" },
    };

    [Theory]
    [MemberData(nameof(WrongStates))]
    public void Wrong_counters_are_passed_over_with_a_sentence(string state, string complaint)
    {
        var path = Stopped(saved => saved with { StateJson = state });

        using var continued = whole.Open(path);

        Assert.Equal(4, continued.Step);
        Assert.Contains(complaint, continued.Notes[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", continued.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Array_of_another_shape_or_name_is_passed_over_with_a_sentence()
    {
        var path = Stopped(saved => saved with { Arrays = [.. saved.Arrays.Skip(1), SavedArray.Of(saved.Arrays[0].Name, [1], new[] { 1f })] });
        using (var continued = whole.Open(path))
            Assert.Matches("expected tensor .* of shape .*, found \\[1\\]", continued.Notes[0]);

        path = Stopped(saved => saved with { Arrays = [.. saved.Arrays, SavedArray.Of("stranger", [1], new[] { 1f })] });
        using (var continued = whole.Open(path))
            Assert.Contains("found others too (stranger)", continued.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_without_another_checkpoint_refuses_the_wrong_one()
    {
        var path = Stopped(saved => saved with { StateJson = "{}" });
        Directory.Delete(Path.Combine(path, "checkpoints", "step-4"), recursive: true);

        var refusal = Assert.Throws<InputException>(() => whole.Open(path));

        Assert.Contains("expected an object with a list 'counters', found none", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(7, LoadedRun.Open(path, whole.Device, stop: TestContext.Current.CancellationToken).Step);
    }

    // A run stopped after step 7, that checkpoint saved again with a change.
    private string Stopped(Func<CheckpointContent, CheckpointContent> change)
    {
        var path = whole.Another(Guid.NewGuid().ToString("N"));
        using (var watcher = new Watcher(7))
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
        var folder = RunFolder.Open(path);
        var saved = folder.LoadNewest();
        Assert.Equal(4, JsonNode.Parse(saved.StateJson)!["counters"]!.AsArray().Count);
        var content = new CheckpointContent
        {
            Step = saved.Step,
            Arrays = [.. saved.Arrays.Values.Select(a => SavedArray.Of(a.Name, a.Shape, a.Values))],
            StateJson = saved.StateJson,
        };
        new CheckpointStore(new RealDisk(), folder.Checkpoints).Save(change(content), saved.ConfigHash, "test");
        return path;
    }
}
