using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cleave.Formats.Files;

namespace Cleave.Cli;

/// <summary>What is wrong with a command line, in one sentence of our own: the parser's sentences name types of the runtime.</summary>
internal static class Mistake
{
    /// <summary>The verbs of a command line, from the first on; empty for the program itself.</summary>
    public static string Path(SymbolResult? result) => string.Join(' ', Commands(result).Reverse());

    /// <summary>The first mistake of a command line that cannot be run.</summary>
    public static string Sentence(ParseResult parsed)
    {
        var path = Path(parsed.CommandResult);
        var mistake = parsed.UnmatchedTokens is [var unknown, ..] ? Unknown(parsed.CommandResult.Command, path, unknown) : Describe(parsed, parsed.Errors[0]);
        return $"{mistake} See 'cleave {(path.Length > 0 ? $"{path} " : "")}--help'.";
    }

    /// <summary>An option or argument that was given a text without characters, or null.</summary>
    public static string? EmptyText(ParseResult parsed)
    {
        var results = parsed.CommandResult.Children.Where(c => c is not OptionResult { Option: MayBeEmpty } && c.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)));
        return results.FirstOrDefault() is { } empty ? $"{Name(empty)}: expected a value, found an empty text; write one or leave it away." : null;
    }

    private static string Unknown(Command command, string path, string word)
    {
        var (shown, owner) = (Printable.Name(word), path.Length > 0 ? path : "cleave");
        if (word.StartsWith('-'))
            return $"{owner} has no option {shown}{Nearest(word, command.Options.Select(o => o.Name)) ?? "."}";
        string[] verbs = [.. command.Subcommands.Select(c => c.Name)];
        return verbs.Length > 0
            ? $"{owner} has no {(path.Length > 0 ? "study" : "verb")} '{shown}'{Nearest(word, verbs) ?? $"; there are {string.Join(", ", verbs)}."}"
            : $"{owner} takes {(command.Arguments.Count == 1 ? command.Arguments[0].HelpName : "options")} and nothing more, found '{shown}'; take it away, or put text with spaces in quotes.";
    }

    private static string? Nearest(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } nearest ? $", did you mean '{nearest}'?" : null;

    private static string Describe(ParseResult parsed, ParseError error)
    {
        if (error.SymbolResult is not (OptionResult or ArgumentResult))
            return Missing(parsed) ?? error.Message;
        var result = error.SymbolResult is ArgumentResult { Parent: OptionResult option } ? option : error.SymbolResult;
        if (result.Tokens.Count == 0)
            return result is OptionResult ? $"{Name(result)} needs a value: {Name(result)} {Placeholder(result)}." : Missing(parsed) ?? error.Message;
        var (type, most) = result is OptionResult { Option: var o } ? (o.ValueType, o.Arity.MaximumNumberOfValues) : (((ArgumentResult)result).Argument.ValueType, 1);
        if (result.Tokens.Count > most)
            return $"{Name(result)} is given {result.Tokens.Count} times; give it once.";
        return result.Tokens.Select(t => t.Value).FirstOrDefault(v => !Fits(v, type)) is { } odd
            ? $"{Name(result)} takes {Wanted(type)}, found '{Printable.Name(odd)}'."
            : error.Message;
    }

    private static string? Missing(ParseResult parsed) => parsed.CommandResult.Command.Arguments.FirstOrDefault(a => parsed.GetResult(a) is not { Tokens.Count: > 0 }) is { } argument
        ? $"{Path(parsed.CommandResult)} needs {argument.HelpName}: {char.ToLowerInvariant(argument.Description![0])}{argument.Description[1..].TrimEnd('.')}."
        : null;

    private static bool Fits(string text, Type type) => Bare(type) switch
    {
        var t when t == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        var t when t == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        var t when t == typeof(ulong) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        var t when t == typeof(float) || t == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        { IsEnum: true } t => Enum.GetNames(t).Contains(text, StringComparer.OrdinalIgnoreCase),
        _ => true,
    };

    private static string Wanted(Type type) => Bare(type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(ulong) => "a whole number of at least 0",
        { IsEnum: true } t => string.Join(" or ", Enum.GetNames(t).Select(n => n.ToLowerInvariant())),
        _ => "a number",
    };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string Name(SymbolResult result) => result is OptionResult option ? option.Option.Name : ((ArgumentResult)result).Argument.HelpName!;

    private static string Placeholder(SymbolResult result) => (result is OptionResult option ? option.Option.HelpName : ((ArgumentResult)result).Argument.HelpName) ?? "a value";

    private static IEnumerable<string> Commands(SymbolResult? result)
    {
        for (; result is CommandResult { Command: not RootCommand } command; result = command.Parent)
            yield return command.Command.Name;
    }
}

/// <summary>An option whose text may be empty.</summary>
internal sealed class MayBeEmpty(string name) : Option<string>(name);
