using System.CommandLine;
using Cleave.Runs.Inputs;

namespace Cleave.Cli.Commands;

/// <summary>Options of verbs that read the inputs of a run: where those lie now.</summary>
internal sealed class InputOptions
{
    public Option<string> Model { get; } = Place("--model", "model");

    public Option<string> Tokenizer { get; } = Place("--tokenizer", "tokenizer");

    public Option<string> Text { get; } = Place("--text", "text");

    /// <summary>The places that were given.</summary>
    public InputPlaces Of(ParseResult parsed) => new(parsed.GetValue(Model), parsed.GetValue(Tokenizer), parsed.GetValue(Text));

    private static Option<string> Place(string name, string input) => new(name)
    {
        Description = $"New place of the run's {input}, where it was moved. It must hold what the run was started with.",
        HelpName = "PATH",
    };
}
