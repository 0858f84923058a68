using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Every file of a finished run is damaged in turn, and verifying names it.</summary>
[Trait("speed", "slow")]
public sealed class DamagedRunTests(ShortRun run) : IClassFixture<ShortRun>
{
    [Fact]
    public void Flipped_byte_is_found_in_every_file() => Assert.All(Files(), file =>
    {
        var bytes = File.ReadAllBytes(file);
        foreach (var at in new[] { 0, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1 })
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 1;
            IsFound(file, () => File.WriteAllBytes(file, flipped), bytes);
        }
    });

    [Fact]
    public void Cut_is_found_in_every_file() => Assert.All(Files(), file =>
    {
        var bytes = File.ReadAllBytes(file);
        foreach (var length in new[] { 0, bytes.Length / 2, bytes.Length - 1 })
            IsFound(file, () => File.WriteAllBytes(file, bytes[..length]), bytes);
    });

    [Fact]
    public void Deleted_file_is_found() => Assert.All(Files(), file => IsFound(file, () => File.Delete(file), File.ReadAllBytes(file)));

    [Fact]
    public void Unknown_file_is_a_note()
    {
        var (root, inCheckpoint) = (Path.Combine(run.Folder, "notes.txt"), Path.Combine(Directory.GetDirectories(Path.Combine(run.Folder, "checkpoints"))[0], "notes.txt"));
        File.WriteAllText(root, "mine");
        File.WriteAllText(inCheckpoint, "mine");

        var outcome = CommandLine.Run("verify", run.Folder);

        File.Delete(root);
        File.Delete(inCheckpoint);
        Assert.Equal(0, outcome.Code);
        Assert.Equal(2, outcome.Out.Split('\n').Count(line => line.StartsWith("note ", StringComparison.Ordinal) && line.Contains("notes.txt", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("decompose")]
    public void Damaged_target_is_refused_and_not_measured(string verb)
    {
        var file = Path.Combine(run.Folder, "target", "model.safetensors");
        var bytes = File.ReadAllBytes(file);
        var flipped = bytes.ToArray();
        flipped[^1] ^= 0x40;
        File.WriteAllBytes(file, flipped);

        var outcome = CommandLine.Run(verb, run.Folder);

        File.WriteAllBytes(file, bytes);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("expected target/model.safetensors as the run wrote it", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed: 3", "seed: 4", "seed: 3 -> 4")]
    [InlineData("coefficient: 6e-4", "coefficient: 6e-2", "coefficient: 6e-4 -> 6e-2")]
    [InlineData("steps: 6", "steps: 2", "steps: 6 -> 2")]
    public void Edited_config_is_refused_with_its_keys(string old, string edited, string change)
    {
        var file = Path.Combine(run.Folder, "config.yaml");
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, edited, StringComparison.Ordinal));

        Outcome[] outcomes = [CommandLine.Run("evaluate", run.Folder), CommandLine.Run("decompose", run.Folder), CommandLine.Run("verify", run.Folder)];

        File.WriteAllText(file, text);
        Assert.Equal([2, 2, 1], outcomes.Select(o => o.Code));
        Assert.All(outcomes, o => Assert.Contains(change, o.Error + o.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluation_that_is_damaged_is_made_anew()
    {
        var file = Path.Combine(run.Folder, "evaluation.json");
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"alive\": ", "\"alive\": 1", StringComparison.Ordinal));

        var outcome = CommandLine.Run("decompose", run.Folder);

        Assert.Equal(0, outcome.Code);
        Assert.Equal(text, File.ReadAllText(file));
        Assert.Equal(0, CommandLine.Run("verify", run.Folder).Code);
    }

    private string[] Files() => [.. Directory.GetFiles(run.Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];

    private void IsFound(string file, Action damage, byte[] whole)
    {
        damage();
        var outcome = CommandLine.Run("verify", run.Folder);
        File.WriteAllBytes(file, whole);
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.Contains(outcome.Out.Split('\n'), line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains(Path.GetFileName(file), StringComparison.Ordinal));
    }
}
