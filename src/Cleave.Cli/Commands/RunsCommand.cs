using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave runs</c>: lists the runs of a folder.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("dir") { HelpName = "DIR", Description = "The folder that holds the runs.", DefaultValueFactory = _ => "runs" };
        var command = new Verb("runs", "List runs.", "cleave runs") { folder };
        command.Answers(terminal, (parsed, _) => Run(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static Answer Run(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: expected a folder of runs, found none; name another, or make a run with 'cleave decompose tms-5-2'.");
        var runs = RunCatalog.List(folder);
        return new Answer(() => new JsonObject { ["runs"] = JsonText.Array(runs.Select(r => (JsonNode?)Document(r))) }, () => RunsPage.Of(runs));
    }

    private static JsonObject Document(RunSummary run) => run.Info is not { } info
        ? new JsonObject { ["run"] = run.Path, ["status"] = run.Status, ["problem"] = run.Problem }
        : new JsonObject
        {
            ["run"] = run.Path,
            ["recipe"] = info.Recipe,
            ["status"] = run.Status,
            ["step"] = info.Step,
            ["total_steps"] = info.TotalSteps,
            ["updated"] = info.Updated.ToString("O", CultureInfo.InvariantCulture),
            ["verdict"] = info.Verdict is { } state ? Runs.Verdicts.Verdict.Name(state) : null,
            ["headline"] = new JsonObject(info.Headline.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
        };
}
