using System.CommandLine;
using Cleave.Figures.Grids;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands.Bench;

/// <summary><c>cleave bench ablation</c>: our method with one part exchanged at a time, at equal compute.</summary>
internal static class AblationCommand
{
    private const string Name = "ablation";

    private const string Compute =
        "Compute is equal: `passes` are forward and backward passes through the masked target in a step, one for each reconstruction and one for each inner "
        + "ascent, and `steps` are such that steps × passes is the baseline's. Schedules stretch with the steps. Everything but the named change is the baseline's.";

    private const string Differences =
        "The figure shows each seed's difference to the baseline's same seed; for stochastic and PGD-n the binary logarithm of the ratio, so that −1 is half the error.";

    public static Command Create(Terminal terminal)
    {
        var options = new GridOptions(Name);
        var targets = GridOptions.Names("--targets", $"Targets by name. Default: {string.Join(", ", AblationTable.Targets)}.");
        var variants = GridOptions.Names("--variants", $"Variants beside the baseline, of {string.Join(", ", AblationTable.Variants.Skip(1).Select(v => v.Name))}. Default: all.");
        var model = new Option<string>("--model", "-m") { Description = "Model of the language model targets, which are left out without it.", HelpName = "PATH" };
        var text = new Option<string>("--text") { Description = "Text of the language model targets, which are left out without it.", HelpName = "PATH" };
        var command = new Verb(Name, "Exchange one part of our method at a time, at equal compute, and compare with the method as it is.",
            "cleave bench ablation --targets tms-40-10 --variants no-adversary,muon --seeds 2 --budget small")
        { targets, variants, model, text };
        foreach (var option in options.All)
            command.Add(option);
        command.Answers(terminal, (parsed, own) =>
        {
            var ablation = new Ablation
            {
                Targets = GridOptions.Split(parsed.GetRequiredValue(targets)),
                Variants = GridOptions.Split(parsed.GetRequiredValue(variants)),
                Seeds = parsed.GetValue(options.Seeds),
                Budget = options.BudgetOf(parsed),
                Model = parsed.GetValue(model),
                Text = parsed.GetValue(text),
                Changes = options.Changes(parsed),
            };
            var cells = ablation.Cells();
            foreach (var sentence in ablation.LeftOut)
                own.Error.WriteLine($"cleave: {sentence}");
            return GridStudy.Run(own, options, parsed, cells, results => Report(ablation, results));
        }, savesItsResult: true);
        return command;
    }

    private static StudyReport Report(Ablation ablation, IReadOnlyList<CellResult> results)
    {
        var report = GridReport.Of(results, "target", "variant", "passes", "steps");
        report = report with
        {
            Title = "Ablation",
            Answer = StudyAnswers.Ablation(report),
            Introduction =
            [
                $"Made by `cleave bench ablation`; not written by hand. What each part of our method `{Catalogue.DefaultMethod}` buys: one is exchanged at a time."
                    + (ablation.Budget == Budget.Small ? " **Small budget: a few seconds a run, nothing is trained to convergence.**" : ""),
                Compute,
                Table([.. report.Rows.Select(r => r.Labels[1]).Distinct()]),
                .. ablation.LeftOut.Count > 0 ? [string.Join(" ", ablation.LeftOut)] : (string[])[],
                ReportLegend.Measures,
                Differences,
            ],
        };
        return new StudyReport(Name, report, AblationFigure.Of(report));
    }

    /// <summary>What each variant is for and changes, as a Markdown table.</summary>
    private static string Table(IReadOnlyList<string> names) => MarkdownText.Of(new ReportTable(
        [new ReportColumn("variant", "variant"), new ReportColumn("why", "what is exchanged"), new ReportColumn("changes", "changes")],
        [.. AblationTable.Variants.Where(v => names.Contains(v.Name)).Select(v => (IReadOnlyList<ReportCell>)[v.Name, v.Why, string.Join("; ", v.Changes.Select(Text))])])).TrimEnd('\n');

    private static string Text(VariantChange change) => change.Value is null ? $"without `{change.Key}`" : $"`{change.Key}: {change.Value}`";
}
