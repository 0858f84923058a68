using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Verbs on the shared language model; skipped where it is absent.</summary>
public sealed class ModelTests
{
    [Fact]
    public void Info_lists_the_matrices_of_a_model()
    {
        using var document = JsonDocument.Parse(CommandLine.Run("info", Model("stories260K.bin"), "--json").Out);

        Assert.Equal(("llama", 35), (document.RootElement.GetProperty("kind").GetString(), document.RootElement.GetProperty("sites").GetArrayLength()));
    }

    [Fact]
    public void Info_knows_a_tokenizer()
    {
        using var document = JsonDocument.Parse(CommandLine.Run("info", Model("tok512.bin"), "--json").Out);

        Assert.Equal(("tokenizer", 512), (document.RootElement.GetProperty("kind").GetString(), document.RootElement.GetProperty("vocabulary").GetInt32()));
    }

    [Fact]
    public void Sample_goes_on_from_the_prompt_and_repeats_for_a_seed()
    {
        string[] arguments = ["sample", Model("stories260K.bin"), "--prompt", "Once upon a time", "--length", "16", "--seed", "5"];

        var (first, second) = (CommandLine.Run(arguments), CommandLine.Run(arguments));

        Assert.Equal(0, first.Code);
        Assert.StartsWith("Once upon a time", first.Out, StringComparison.Ordinal);
        Assert.Equal(first.Out, second.Out);
    }

    [Theory]
    [InlineData("513", "at most the 512 positions")]
    [InlineData("1", "more than the 1 tokens of the prompt")]
    public void Sample_refuses_lengths_that_do_not_fit(string length, string part)
    {
        var outcome = CommandLine.Run("sample", Model("stories260K.bin"), "--length", length);

        Assert.Equal(2, outcome.Code);
        Assert.Contains(part, outcome.Error, StringComparison.Ordinal);
    }

    private static string Model(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cleave.slnx")))
            folder = folder.Parent;
        var path = Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared", "data", "models", "stories260K", name));
        if (!File.Exists(path))
            Assert.Skip($"{path} is absent");
        return path;
    }
}
