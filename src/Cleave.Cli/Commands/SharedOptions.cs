using System.CommandLine;
using System.CommandLine.Parsing;
using Cleave.Tensors;

namespace Cleave.Cli.Commands;

/// <summary>Options that several verbs take.</summary>
internal static class SharedOptions
{
    private const string JsonName = "--json";

    public static Option<bool> Json() => new(JsonName) { Description = "Write one JSON document on standard output, progress on standard error." };

    /// <summary>Whether a command line asks for a document, be it right otherwise or not.</summary>
    public static bool AskedForJson(ParseResult parsed) => parsed.Tokens.Any(t => t is { Type: TokenType.Option, Value: JsonName });

    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads") { Description = "Threads to compute on; results do not depend on it. Default: all cores.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && int.TryParse(only.Value, out var threads) && threads is < 0 or > 1024)
                result.AddError($"--threads must be from 0 (all cores) to 1024 but is {threads}.");
        });
        return option;
    }

    public static Option<string> Tokenizer() => new("--tokenizer") { Description = "Its tokenizer.bin; default: the one beside the model.", HelpName = "PATH" };

    public static CpuDevice Device(int threads) => new(threads == 0 ? Environment.ProcessorCount : threads);
}
