using System.CommandLine;
using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Cli.Commands.Bench;

/// <summary>The options of every study that is a grid of runs.</summary>
internal sealed class GridOptions(string place)
{
    public Option<int> Seeds { get; } = Positive("--seeds", "Seeds of each cell, from 0 on.", 5);

    public Option<string> Budget { get; } = new("--budget")
    {
        Description = "full: to convergence, hours; small: seconds a cell, to see that everything works.",
        HelpName = "small|full",
        DefaultValueFactory = _ => "full",
    };

    public Option<string> Out { get; } = new("--out", "-o") { Description = $"Folder of the study. Default: runs/{place}, or runs/{place}-small.", HelpName = "DIR" };

    public Option<int> Workers { get; } = WorkersOption();

    public Option<string[]> Settings { get; } = new("--set") { Description = "Change one setting of every run.", HelpName = "key=value", AllowMultipleArgumentsPerToken = false };

    public Option<string> Docs { get; } = new("--docs") { Description = "Write the page to this file too, its figure into images/ beside it.", HelpName = "PATH" };

    public Option<string> Results { get; } = new("--results")
    {
        Description = "File of finished cells (JSON lines) that outlives run folders: what stands there with the same config is not run again, what finishes is added.",
        HelpName = "PATH",
    };

    public Option<bool> OnlyKnown { get; } = new("--only-known") { Description = "Run nothing: report the results there are, and mark the missing cells." };

    public Option<bool> Accept { get; } = new("--accept-config-change") { Description = "Continue runs although their config has changed." };

    public FigureOptions Figures { get; } = new();

    public IEnumerable<Option> All => [Seeds, Budget, Out, Workers, Settings, Docs, Results, OnlyKnown, Accept, Figures.Paper, Figures.Pdf];

    /// <summary>Comma-separated names.</summary>
    public static Option<string> Names(string name, string description) => new(name) { Description = description, HelpName = "A,B,..", DefaultValueFactory = _ => "" };

    public static IReadOnlyList<string> Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <exception cref="InputException">When it is neither.</exception>
    public Budget BudgetOf(ParseResult parsed) => parsed.GetRequiredValue(Budget) switch
    {
        "full" => Runs.Recipes.Budget.Full,
        "small" => Runs.Recipes.Budget.Small,
        var other => throw new InputException($"--budget {other}: expected small or full, found neither; correct it."),
    };

    public string FolderOf(ParseResult parsed) =>
        parsed.GetValue(Out) ?? Path.Combine("runs", BudgetOf(parsed) == Runs.Recipes.Budget.Small ? $"{place}-small" : place);

    /// <exception cref="InputException">When a setting is no key=value.</exception>
    public IReadOnlyList<(string Key, string Value)> Changes(ParseResult parsed) => [.. (parsed.GetValue(Settings) ?? []).Select(s => DecomposeRequest.KeyAndValue(s))];

    public static Option<int> Positive(string name, string description, int standard) => Number(name, description, standard, 1);

    public static Option<int> WorkersOption() =>
        Number("--workers", "Runs at a time, one thread each; results do not depend on it. Default 0: one a core.", 0, 0);

    private static Option<int> Number(string name, string description, int standard, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && int.TryParse(only.Value, out var number) && (number < least || number > 1024))
                result.AddError($"{name} must be from {least} to 1024 but is {number}.");
        });
        return option;
    }
}
