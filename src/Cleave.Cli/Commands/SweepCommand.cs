using System.CommandLine;
using Cleave.Cli.Commands.Bench;
using Cleave.Figures.Grids;
using Cleave.Figures.Plots;
using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave sweep</c>: one config with some keys changed, and which setting is best.</summary>
internal static class SweepCommand
{
    private const string Name = "sweep";

    public static Command Create(Terminal terminal)
    {
        var subject = new Argument<string>("config") { HelpName = "RECIPE|CONFIG", Description = "A recipe or a YAML config." };
        var (options, sweep) = (new DecomposeOptions(), new SweepOptions());
        var command = new Verb(Name, "Run one config with some settings changed and name the best; interrupt it whenever you like, the same command goes on.",
            "cleave sweep tms-5-2 --over losses.minimality.coefficient=3e-4,6e-4,1e-3 --over sites=\"{ '*': 20 },{ '*': 100 }\"")
        { subject, options.Model, options.Tokenizer, options.Text, options.Seed, options.Settings, options.Additions };
        foreach (var option in sweep.All)
            command.Add(option);
        command.Answers(terminal, (parsed, own) => Run(own, parsed.GetRequiredValue(subject), options, sweep, parsed), savesItsResult: true);
        return command;
    }

    private static Answer Run(Terminal terminal, string subject, DecomposeOptions options, SweepOptions own, ParseResult parsed)
    {
        var recipe = DecomposeRequest.RecipeOf(subject, options, parsed);
        var sweep = new Sweep
        {
            Recipe = recipe,
            Axes = [.. (parsed.GetValue(own.Over) ?? []).Select(SweepAxis.Parse)],
            Draws = parsed.GetValue(own.Random),
            Seeds = parsed.GetValue(own.Seeds),
        };
        if (sweep.Axes.Count == 0)
            throw new InputException("--over: expected at least one key with values, found none; write for example --over seed=0,1.");
        var folder = parsed.GetValue(own.Out) ?? Path.Combine("runs", $"sweep-{DecomposeRequest.Stem(recipe.Config)}");
        var grid = new Grid(folder, sweep.Cells()) { AcceptConfigChange = parsed.GetValue(own.Accept) };
        var results = GridStudy.Work(terminal, grid, parsed.GetValue(own.Workers));
        var report = GridReport.Of(results, [.. sweep.Axes.Select(a => a.Key)]) with { Title = $"Sweep of {recipe.Config.Name}" };
        return Finish(grid.Folder, report, ParetoFront.Of(report, parsed.GetValue(own.MostL0)), own.Figures.Of(parsed));
    }

    private static Answer Finish(string folder, GridReport report, ParetoFront front, FigureOutput figures)
    {
        var document = ReportTables.Json(report);
        document["adversary"] = front.Adversary.Name;
        document["front"] = JsonText.Array(front.Points.Where(p => p.OnFront).Select(p => p.Row.Cells[0].Cell.Name));
        document["best"] = front.Best?.Row.Cells[0].Cell.Name;
        document["nearest"] = front.Nearest?.Row.Cells[0].Cell.Name;
        document["reason"] = front.Reason;
        document["sentence"] = SweepPage.Best(report, front);
        var figure = SweepFigure.Of(report, front).Write(folder, "sweep-front", figures);
        var page = SweepPage.Of(report, front, Path.GetFileName(figure.Svg));
        (string File, string Text)[] files = [("sweep.md", page), ("sweep.csv", ReportTables.Csv(report)), ("sweep.json", JsonText.Of(document) + "\n")];
        foreach (var (file, text) in files)
            DurableFile.Replace(new RealDisk(), Path.Combine(folder, file), text);
        return new Answer(() => document, () =>
        [
            new Passage(SweepPage.Best(report, front)),
            .. ReportSummary.Of(report),
            new Passage($"Report in {Path.GetRelativePath(Environment.CurrentDirectory, folder)}: {string.Join(", ", files.Select(f => f.File))}, sweep-front.svg"),
        ]);
    }
}
