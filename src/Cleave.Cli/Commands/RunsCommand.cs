using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cleave.Cli.Views;
using Cleave.Formats;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Spectre.Console;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave runs</c>: lists the runs of a folder.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "The folder that holds the runs.", DefaultValueFactory = _ => "runs" };
        var json = SharedOptions.Json();
        var command = new Verb("runs", "List runs.", "cleave runs") { folder, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(folder), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string folder, bool json)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: expected a folder of runs, found none; name another, or make a run with 'cleave decompose tms-5-2'.");
        var runs = RunCatalog.List(folder);
        if (json)
            terminal.Out.WriteLine(JsonText.Of(new JsonObject { ["runs"] = JsonText.Array(runs.Select(r => (JsonNode?)Document(r))) }));
        else
            Write(terminal, runs);
        return ExitCode.Good;
    }

    private static void Write(Terminal terminal, IReadOnlyList<RunSummary> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "recipe", "status", "step", "updated", "results");
        foreach (var run in runs)
        {
            var (path, info, problem) = run;
            table.AddRow([.. (info is null
                ? [Path.GetFileName(path), "", Status(run), "", "", problem!]
                : (string[])[Path.GetFileName(path), info.Recipe, Status(run), $"{info.Step} / {info.TotalSteps}",
                    info.Updated.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    string.Join("  ", [.. Verdict(info), .. info.Headline.Select(Text)])]).Select(Markup.Escape)]);
        }

        terminal.Console().Write(table);
    }

    private static IEnumerable<string> Verdict(RunInfo info) =>
        info.Verdict is { } state ? [$"{Runs.Verdicts.Verdict.Name(state)}:"] : [];

    private static string Text(KeyValuePair<string, double> headline) => headline.Key != RunEvaluation.Converged
        ? $"{headline.Key} {Digits.Of(headline.Value)}"
        : headline.Value == 0 ? "not converged" : "converged";

    private static JsonObject Document(RunSummary run) => run.Info is not { } info
        ? new JsonObject { ["run"] = run.Path, ["status"] = Status(run), ["problem"] = run.Problem }
        : new JsonObject
        {
            ["run"] = run.Path,
            ["recipe"] = info.Recipe,
            ["status"] = Status(run),
            ["step"] = info.Step,
            ["total_steps"] = info.TotalSteps,
            ["updated"] = info.Updated.ToString("O", CultureInfo.InvariantCulture),
            ["verdict"] = info.Verdict is { } state ? Runs.Verdicts.Verdict.Name(state) : null,
            ["headline"] = new JsonObject(info.Headline.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
        };

    private static string Status(RunSummary run) => run.Info?.Status.ToString().ToLowerInvariant() ?? (run.IsBegun ? "started" : "unreadable");
}
