using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Saved_checkpoint_is_read_back_bit_for_bit()
    {
        var path = Save(3);

        Assert.Equal(_folder.In("step-3"), path);
        Samples.Equal(3, Store().LoadNewest());
    }

    [Theory]
    [InlineData("state.safetensors", "does not match its SHA-256")]
    [InlineData("state.json", "does not match its SHA-256")]
    [InlineData("manifest.json", "manifest.json is not valid JSON")]
    public void Damaged_checkpoint_is_named_and_passed_over(string file, string reason)
    {
        Save(1);
        var damaged = Path.Combine(Save(2), file);
        var bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 0x41;
        File.WriteAllBytes(damaged, bytes);

        var loaded = Store().LoadNewest();

        Samples.Equal(1, loaded);
        var warning = Assert.Single(loaded.Warnings);
        Assert.Contains("step-2", warning, StringComparison.Ordinal);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.In("step-2")));
    }

    [Fact]
    public void Truncated_or_missing_file_is_found()
    {
        Save(1);
        var second = Save(2);
        File.Delete(Path.Combine(second, "state.json"));
        Assert.Contains("state.json is missing", Store().LoadNewest().Warnings[0], StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(second, "state.json"), "{");
        Assert.Contains("state.json has 1 bytes instead of 12", Store().LoadNewest().Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_intact_is_an_input_error_that_lists_what_was_found()
    {
        File.Delete(Path.Combine(Save(7), "manifest.json"));

        var refusal = Assert.Throws<InputException>(() => Store().LoadNewest());

        Assert.Contains("step-7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("manifest.json is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Newer_format_is_refused_instead_of_passed_over()
    {
        Save(1);
        File.WriteAllText(Path.Combine(Save(2), "manifest.json"), """{"formatVersion": 9, "everything": "else"}""");

        Assert.Contains("formatVersion is 9", Assert.Throws<InputException>(() => Store().LoadNewest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_of_the_first_version_is_read_and_any_change_of_a_newer_one_found()
    {
        var path = Path.Combine(Save(1), "manifest.json");
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("0.1.0", "0.1.1", StringComparison.Ordinal));
        Assert.Contains("manifest.json does not match its SHA-256", Assert.Throws<InputException>(() => Store().LoadNewest()).Message, StringComparison.Ordinal);

        var files = JsonNode.Parse(text)!["files"]!.ToJsonString();
        File.WriteAllText(path, $$"""{ "formatVersion": 1, "step": 1, "isFinal": false, "configHash": "hash", "codeVersion": "0.1.0", "files": {{files}} }""");

        Samples.Equal(1, Store().LoadNewest());
    }

    [Fact]
    public void Retention_keeps_the_newest_and_the_final_one()
    {
        Save(1);
        Save(2, isFinal: true);
        Save(3);
        Save(4);
        Save(5);

        Assert.Equal([5, 4, 2], Store().Steps);
        Assert.DoesNotContain(Directory.EnumerateDirectories(_folder.Path), path => Path.GetFileName(path)[0] == '.');
    }

    [Fact]
    public void Retention_never_touches_foreign_or_damaged_folders()
    {
        Directory.CreateDirectory(_folder.In("step-1"));
        Directory.CreateDirectory(_folder.In("notes"));
        File.AppendAllText(Path.Combine(Save(2), "state.json"), " ");
        Save(3);
        Save(4);
        Save(5);

        Assert.Equal([5, 4, 2, 1], Store().Steps);
        Assert.True(Directory.Exists(_folder.In("notes")));
    }

    [Fact]
    public void Step_saved_again_never_overwrites_and_then_supersedes()
    {
        Save(2);
        var again = Save(2);

        Assert.Equal(_folder.In("step-2-r2"), again);
        Assert.False(Directory.Exists(_folder.In("step-2")));
        Samples.Equal(2, Store().LoadNewest());
    }

    private CheckpointStore Store() => new(new RealDisk(), _folder.Path);

    private string Save(long step, bool isFinal = false) => Store().Save(Samples.Content(step, isFinal), "hash", "0.1.0");
}
