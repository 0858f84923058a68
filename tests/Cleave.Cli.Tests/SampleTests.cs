using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary><c>sample</c> on a model made here: where text ends, what reaches the terminal, what is refused and warned of.</summary>
public sealed class SampleTests
{
    private static readonly string[] Greedy = ["--temperature", "0", "--threads", "1"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_text_ends_before_the_token_that_ends_it_or_begins_the_next(int end)
    {
        using var folder = new ChainFolder((1, 4), (4, 5), (5, 6), (6, end));

        var outcome = Sample(folder.Root, "--length", "20");

        Assert.Equal((0, "abc", ""), (outcome.Code, outcome.Out.TrimEnd(), outcome.Error));
        Assert.Equal([1, 4, 5, 6], Ids(folder.Root, "--length", "20"));
    }

    [Fact]
    public void Without_a_length_text_ends_at_the_context()
    {
        using var folder = new ChainFolder((1, 4), (4, 5), (5, 4));

        Assert.Equal(64, Ids(folder.Root).Length);
    }

    [Fact]
    public void A_prompt_that_fills_the_context_is_refused()
    {
        using var folder = new ChainFolder((1, 4), (4, 5), (5, 4));

        var outcome = Sample(folder.Root, "--prompt", new string('a', 70));

        Assert.Equal(2, outcome.Code);
        Assert.Equal($"cleave: --prompt: its 72 tokens fill the 64 positions that {folder.Root} was trained with; shorten it.", outcome.Error.TrimEnd());
    }

    [Fact]
    public void Control_characters_are_shown_unless_the_document_is_asked_for()
    {
        using var folder = new ChainFolder((1, 7), (7, 8), (8, 9), (9, 4), (4, 2));

        Assert.Equal("\\u001B\\u0007\na", Sample(folder.Root).Out.TrimEnd());
        using var document = JsonDocument.Parse(Sample([folder.Root, "--json"]).Out);
        Assert.Equal("\u001b\a\na", document.RootElement.GetProperty("text").GetString());
        Assert.True(document.RootElement.GetProperty("ended").GetBoolean());
    }

    [Fact]
    public void Characters_that_cannot_be_written_are_counted()
    {
        using var folder = new ChainFolder((1, 4), (4, 2));

        var outcome = Sample(folder.Root, "--prompt", "xyz a");

        Assert.Equal(0, outcome.Code);
        Assert.Equal("cleave: --prompt: the tokenizer cannot write 3 of 5 characters; the unknown token stands for them.", outcome.Error.TrimEnd());
        Assert.Equal([1, 3, 0, 3, 4], Ids(folder.Root, "--prompt", "xyz a"));
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_warned_of_by_info_and_refused_by_sample_and_decompose()
    {
        using var folder = new ChainFolder((1, 4), (4, 2));
        folder.Weights.Weights["layers.0.attention.wq.weight"].Values[5] = float.NegativeInfinity;
        folder.Weights.Write(folder.Root);
        File.WriteAllText(folder["text.txt"], string.Concat(Enumerable.Repeat("abc ", 500)));
        const string Place = "tensor 'layers.0.attention.wq.weight' holds 1 value that is NaN or infinite";
        string file = folder["model.safetensors"];

        var info = CommandLine.Run("info", folder.Root);
        Assert.Equal((0, $"cleave: {file}: {Place}."), (info.Code, info.Error.TrimEnd()));
        using var document = JsonDocument.Parse(CommandLine.Run("info", folder.Root, "--json").Out);
        Assert.Equal($"{file}: {Place}.", document.RootElement.GetProperty("warnings")[0].GetString());
        string expected = $"cleave: {file}: {Place}, so nothing can be computed with this model: export or download it again.";
        foreach (var outcome in (Outcome[])[Sample(folder.Root), CommandLine.Run("decompose", "stories", "--model", folder.Root, "--text", folder["text.txt"], "-o", folder["run"], "--set", "data.length=8")])
            Assert.Equal((2, expected, ""), (outcome.Code, outcome.Error.TrimEnd(), outcome.Out));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Info_names_what_a_file_is()
    {
        using var folder = new ChainFolder((1, 4));
        File.WriteAllText(folder["weights.bin"], "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1056540\n");

        var outcome = CommandLine.Run("info", folder["weights.bin"]);

        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Equal($"cleave: {folder["weights.bin"]}: this is a Git LFS pointer, not the file it stands for; fetch the file with 'git lfs pull' or download it again.", outcome.Error.TrimEnd());
    }

    [Fact]
    public void Info_shows_the_first_of_very_many_tensors()
    {
        using var folder = new ChainFolder((1, 4));
        File.Delete(folder["config.json"]);
        var header = "{" + string.Join(",", Enumerable.Range(0, 5000).Select(i => $$""" "t{{i}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""")) + "}";
        File.WriteAllBytes(folder["many.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header)]);

        var outcome = CommandLine.Run("info", folder["many.safetensors"]);

        Assert.Equal(0, outcome.Code);
        Assert.Contains("and 4800 more tensors; --json lists all.", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_text_lost_is_said_when_it_is_decomposed()
    {
        using var folder = new ChainFolder((1, 4), (4, 5), (5, 6), (6, 1));
        File.WriteAllBytes(folder["text.txt"], [.. Enumerable.Repeat("abc a "u8.ToArray(), 200).SelectMany(b => b), 0xE9, (byte)'x']);
        string[] small = ["steps=1", "data.batch=2", "data.length=8", "data.held_out=2", "importance.width=8", "importance.blocks=1", "importance.heads=1",
            "importance.mlp=8", "checkpoint_every=1", "log_every=1", "initialisation=random", "sites={ '*': 2 }"];

        var outcome = CommandLine.Run(["decompose", "stories", "--model", folder.Root, "--text", folder["text.txt"], "-o", folder["run"], "--threads", "1",
            .. small.SelectMany(setting => (string[])["--set", setting])]);

        Assert.Equal(0, outcome.Code);
        Assert.Contains($"cleave: {folder["text.txt"]}: 1 invalid sequence of UTF-8 became U+FFFD", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"cleave: {folder["text.txt"]}: the tokenizer cannot write 2 of 1202 characters", outcome.Error, StringComparison.Ordinal);
    }

    private static Outcome Sample(params string[] arguments) => CommandLine.Run(["sample", .. arguments, .. Greedy]);

    private static int[] Ids(params string[] arguments)
    {
        using var document = JsonDocument.Parse(Sample([.. arguments, "--json"]).Out);
        return [.. document.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
    }
}
