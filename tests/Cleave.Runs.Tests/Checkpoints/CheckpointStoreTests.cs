using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Formats.Safetensors;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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

        File.WriteAllText(path, FirstVersion(1, text));

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

    [Fact]
    public void Only_the_newest_checkpoint_keeps_the_adversary()
    {
        var first = Save(1);
        Assert.False(Store().LoadNewest().IsThinned);
        var second = Save(2);

        Assert.False(File.Exists(Path.Combine(first, "adversary.safetensors")));
        Assert.True(File.Exists(Path.Combine(second, "adversary.safetensors")));
        File.Delete(Path.Combine(second, "manifest.json"));
        var older = Store().LoadNewest();
        Assert.True(older.IsThinned);
        Samples.Equal(1, older);
    }

    [Fact]
    public void Checkpoint_that_cannot_be_used_is_passed_over()
    {
        Save(1);
        Save(2);

        var loaded = Store().LoadNewest(found => _ = found.Step == 1 ? 0 : throw new InputException("counters: expected 4, found 3."));

        Samples.Equal(1, loaded);
        Assert.EndsWith("step-2 was passed over: counters: expected 4, found 3.", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Array_that_is_not_finite_is_passed_over(float value)
    {
        Save(1);
        var content = Samples.Content(2);
        Store().Save(content with { Arrays = [.. content.Arrays, SavedArray.Of("bad", [2], new[] { 0f, value })] }, "hash", "0.1.0");

        var loaded = Store().LoadNewest();

        Samples.Equal(1, loaded);
        Assert.Contains("tensor bad with finite F32 values, found NaN or infinite values", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Array_of_another_type_or_in_two_files_is_passed_over()
    {
        Save(1);
        var content = Samples.Content(2);
        Store().Save(content with { Adversary = [SavedArray.Of("site.V", [1], new[] { 1f })] }, "hash", "0.1.0");
        Assert.Contains("found it in another file too", Assert.Single(Store().LoadNewest().Warnings), StringComparison.Ordinal);

        Replace("step-2", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("site.V", [1], [1L])]));
        Assert.Contains("found I64", Assert.Single(Store().LoadNewest().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_of_the_first_format_has_all_its_arrays_in_one_file()
    {
        var content = Samples.Content(3);
        var path = Store().Save(content with { Arrays = [.. content.Arrays, .. content.Adversary], Adversary = [] }, "hash", "0.1.0");
        var manifest = Path.Combine(path, "manifest.json");
        File.WriteAllText(manifest, FirstVersion(3, File.ReadAllText(manifest)));

        Samples.Equal(3, Store().LoadNewest());
        Assert.False(Store().LoadNewest().IsThinned);
    }

    [Fact]
    public void Folder_that_is_gone_is_not_made_anew()
    {
        var store = new CheckpointStore(new RunDisk(), _folder.In("run", "checkpoints"));

        var failure = Assert.Throws<RunDiskException>(() => store.Save(Samples.Content(1), "hash", "0.1.0"));

        Assert.Equal(DiskProblem.Gone, failure.Problem);
        Assert.False(Directory.Exists(_folder.In("run")));
    }

    // What a digest cannot tell: the file is as its manifest says.
    private void Replace(string name, byte[] arrays)
    {
        var folder = _folder.In(name);
        File.WriteAllBytes(Path.Combine(folder, "state.safetensors"), arrays);
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        var file = manifest["files"]!.AsArray().Single(f => (string)f!["name"]! == "state.safetensors")!;
        (file["length"], file["sha256"]) = (arrays.Length, Convert.ToHexStringLower(SHA256.HashData(arrays)));
        manifest["sha256"] = "";
        var text = manifest.ToJsonString(Indented);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), text.Insert(text.LastIndexOf('"'), DurableFile.DigestOfText(text)));
    }

    private CheckpointStore Store() => new(new RealDisk(), _folder.Path);

    private static string FirstVersion(long step, string manifest) =>
        $$"""{ "formatVersion": 1, "step": {{step}}, "isFinal": false, "configHash": "hash", "codeVersion": "0.1.0", "files": {{Files(manifest)}} }""";

    private static string Files(string manifest)
    {
        var files = JsonNode.Parse(manifest)!["files"]!.AsArray();
        foreach (var file in files)
            file!.AsObject().Remove("newest_only");
        return files.ToJsonString();
    }

    private string Save(long step, bool isFinal = false) => Store().Save(Samples.Content(step, isFinal), "hash", "0.1.0");
}
