using System.CommandLine;
using Cleave.Figures.Grids;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;

namespace Cleave.Cli.Commands.Bench;

/// <summary><c>cleave bench ground-truth</c>: every method on every target whose mechanisms are known.</summary>
internal static class GroundTruthCommand
{
    private const string Name = "ground-truth";

    public static Command Create(Terminal terminal)
    {
        var options = new GridOptions(Name);
        var methods = GridOptions.Names("--methods", $"Methods, of {string.Join(", ", Catalogue.Shipped.Methods.Select(m => m.Name))}. Default: all.");
        var targets = GridOptions.Names("--targets", $"Targets, of {string.Join(", ", Catalogue.Shipped.Targets.Select(t => t.Name))}. Default: all toys.");
        var command = new Verb(Name, "Run every method on every target with known mechanisms and compare with what was published.",
            "cleave bench ground-truth --targets tms-5-2 --methods spd,vpd --seeds 2 --budget small")
        { methods, targets };
        foreach (var option in options.All)
            command.Add(option);
        command.Answers(terminal, (parsed, own) => GridStudy.Run(own, options, parsed, new GroundTruth
        {
            Targets = GridOptions.Split(parsed.GetRequiredValue(targets)),
            Methods = GridOptions.Split(parsed.GetRequiredValue(methods)),
            Seeds = parsed.GetValue(options.Seeds),
            Budget = options.BudgetOf(parsed),
            Changes = options.Changes(parsed),
        }.Cells(), results => Report(results, options.BudgetOf(parsed), parsed.GetValue(options.Seeds))), savesItsResult: true);
        return command;
    }

    private static StudyReport Report(IReadOnlyList<CellResult> results, Budget budget, int seeds)
    {
        var report = GridReport.Of(results, "target", "method") with
        {
            Title = "Ground truth",
            Introduction =
            [
                $"Made by `cleave bench ground-truth --seeds {seeds} --budget {(budget == Budget.Small ? "small" : "full")}`; not written by hand."
                    + (budget == Budget.Small ? " **Small budget: a few seconds a run, nothing is trained to convergence.**" : ""),
                ReportLegend.Measures,
                ReportLegend.Published,
            ],
        };
        report = report with { Answer = StudyAnswers.GroundTruth(report) };
        return new StudyReport(Name, report, RecoveryFigure.Of(report));
    }
}
