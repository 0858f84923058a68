using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>A run goes on with the very inputs it was started with, wherever they lie now, or says which one has changed.</summary>
[Trait("speed", "slow")]
public sealed class PinnedInputTests : IDisposable
{
    private readonly StoryFiles _files = new();

    public PinnedInputTests() => Assert.Equal(0, _files.Decompose().Code);

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("text", "story.txt")]
    [InlineData("model", "model/model.safetensors")]
    [InlineData("model", "model/config.json")]
    [InlineData("tokenizer", "model/tokenizer.bin")]
    public void Changed_input_is_refused_by_name_by_every_verb_that_reads_it(string role, string file)
    {
        var changed = Path.Combine(_files.In("inputs"), file.Replace('/', Path.DirectorySeparatorChar));
        Flip(changed);

        Assert.All<string[]>([["evaluate", _files.Run], ["decompose", _files.Run]], arguments =>
        {
            var outcome = CommandLine.Run(arguments);
            Assert.Equal((2, ""), (outcome.Code, outcome.Out));
            Assert.StartsWith($"cleave: {changed}: expected the {role} that the run was started with (", outcome.Error, StringComparison.Ordinal);
            Assert.Contains($"--{role} PATH", outcome.Error, StringComparison.Ordinal);
        });
        var again = _files.Decompose();
        Assert.Equal(2, again.Code);
        Assert.Contains($"expected the {role} that the run was started with", again.Error, StringComparison.Ordinal);
        var verified = CommandLine.Run("verify", _files.Run);
        Assert.Equal(1, verified.Code);
        Assert.Contains($"problem  {role}: {changed}", verified.Out, StringComparison.Ordinal);
        Assert.Contains(changed, CommandLine.Run("info", _files.Run, "--json").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_is_refused_once_an_input_of_a_finished_run_has_changed()
    {
        string[] sweep =
        [
            "sweep", "stories", "--model", _files.Model, "--text", _files.Text, "--out", _files.In("sweep"), "--over", "seed=0", "--workers", "1", .. StoryFiles.Settings,
        ];
        Assert.Equal(0, CommandLine.Run(sweep).Code);
        Flip(_files.Text);

        var outcome = CommandLine.Run(sweep);

        Assert.Equal(2, outcome.Code);
        Assert.Contains("expected the text that the run was started with", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_text_stops_a_run_that_would_go_on_from_an_older_checkpoint()
    {
        Directory.Delete(Path.Combine(_files.Run, "checkpoints", "step-4"), recursive: true);
        Flip(_files.Text);

        var outcome = CommandLine.Run("decompose", _files.Run);

        Assert.Equal(2, outcome.Code);
        Assert.Contains("expected the text that the run was started with", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Moved_inputs_are_given_once_and_remembered()
    {
        var expected = Numbers(CommandLine.Run("evaluate", _files.Run, "--json"));
        Directory.CreateDirectory(_files.In("elsewhere"));
        Directory.Move(_files.Model, _files.In("elsewhere", "net"));
        File.Move(_files.Text, _files.In("elsewhere", "tale.txt"));

        var missing = CommandLine.Run("evaluate", _files.Run);
        Assert.Equal((2, ""), (missing.Code, missing.Out));
        Assert.Contains("give its new place with --model PATH", missing.Error, StringComparison.Ordinal);
        Assert.Equal(1, CommandLine.Run("verify", _files.Run).Code);
        string[] places = ["--model", _files.In("elsewhere", "net"), "--text", _files.In("elsewhere", "tale.txt")];
        Assert.Equal(0, CommandLine.Run(["verify", _files.Run, .. places]).Code);
        Assert.Equal(expected, Numbers(CommandLine.Run(["evaluate", _files.Run, "--json", .. places])));

        Assert.Equal(expected, Numbers(CommandLine.Run("evaluate", _files.Run, "--json")));
        Assert.Equal(0, CommandLine.Run("decompose", _files.Run).Code);
        Assert.Equal(0, CommandLine.Run("verify", _files.Run).Code);
    }

    [Fact]
    public void Continuing_takes_the_new_places_too()
    {
        Directory.Delete(Path.Combine(_files.Run, "checkpoints", "step-4"), recursive: true);
        Directory.Move(_files.In("inputs"), _files.In("moved"));

        var outcome = CommandLine.Run("decompose", _files.Run, "--model", _files.In("moved", "model"), "--text", _files.In("moved", "story.txt"));

        Assert.Equal(0, outcome.Code);
        Assert.Equal(0, CommandLine.Run("evaluate", _files.Run).Code);
        Assert.Equal(0, CommandLine.Run("decompose", _files.Run).Code);
        Assert.Equal(0, CommandLine.Run("verify", _files.Run).Code);
    }

    [Fact]
    public void Wrong_new_place_is_refused_even_where_the_old_one_is_good()
    {
        File.WriteAllText(_files.In("other.txt"), "another story altogether");

        Assert.All<string[]>([["evaluate", _files.Run], ["decompose", _files.Run]], arguments =>
        {
            var outcome = CommandLine.Run([.. arguments, "--text", _files.In("other.txt")]);
            Assert.Equal(2, outcome.Code);
            Assert.StartsWith($"cleave: {_files.In("other.txt")}: expected the text that the run was started with", outcome.Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_copied_with_its_inputs_needs_no_old_path(bool beside)
    {
        var expected = Numbers(CommandLine.Run("evaluate", _files.Run, "--json"));
        var run = _files.In("machine", "runs", "r");
        Copy(_files.Run, run);
        Copy(_files.In("inputs"), beside ? _files.In("machine", "runs") : _files.In("machine", "inputs"));
        Directory.Delete(_files.In("inputs"), recursive: true);
        Directory.Delete(_files.Run, recursive: true);

        Assert.Equal(expected, Numbers(CommandLine.Run("evaluate", run, "--json")));
        Assert.Equal(0, CommandLine.Run("verify", run).Code);
        Assert.Equal(0, CommandLine.Run("decompose", run).Code);
    }

    /// <summary>The document without the run's own path.</summary>
    private static string Numbers(Outcome outcome)
    {
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Out[outcome.Out.IndexOf("\"step\"", StringComparison.Ordinal)..];
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^20] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
