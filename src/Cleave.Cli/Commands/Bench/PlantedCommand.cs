using System.CommandLine;
using System.Globalization;
using Cleave.Figures.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;

namespace Cleave.Cli.Commands.Bench;

/// <summary><c>cleave bench planted</c>: is a mechanism found because it is used rarely? Gates over probability and correlation.</summary>
internal static class PlantedCommand
{
    private const string Name = "planted";
    private static readonly float[] Probabilities = [0.005f, 0.02f, 0.05f, 0.1f, 0.2f, 0.5f, 0.8f, 0.95f, 1];
    private static readonly float[] Correlations = [0, 0.25f, 0.5f, 0.75f, 0.95f, 1];

    public static Command Create(Terminal terminal)
    {
        var options = new GridOptions(Name);
        var command = new Verb(Name, "Sweep how often planted mechanisms are on and how much together, against the prediction (1 - p)(1 - c).",
            "cleave bench planted --budget small --seeds 1");
        foreach (var option in options.All)
            command.Add(option);
        command.Answers(terminal, (parsed, own) =>
        {
            var (budget, seeds) = (options.BudgetOf(parsed), parsed.GetValue(options.Seeds));
            var cells = StudyCells.Of(Name, budget, seeds, Variants(budget), options.Changes(parsed));
            return GridStudy.Run(own, options, parsed, cells, results => Report(GridReport.Of(results, "p", "c")));
        }, savesItsResult: true);
        return command;
    }

    private static IEnumerable<(IReadOnlyDictionary<string, string>, IReadOnlyList<(string, string)>)> Variants(Budget budget) =>
        from p in budget == Budget.Small ? [0.05f, 0.5f, 1] : Probabilities
        from c in budget == Budget.Small ? [0, 0.5f, 1] : Correlations
        select ((IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["p"] = Text(p), ["c"] = Text(c) },
            (IReadOnlyList<(string, string)>)[("target.probability", Text(p)), ("target.correlation", Text(c))]);

    private static StudyReport Report(GridReport report)
    {
        var agreement = PlantedAgreement.Of(report);
        report = report with
        {
            Title = "Planted mechanisms",
            Answer = StudyAnswers.Planted(report),
            Introduction =
            [
                "Made by `cleave bench planted`; not written by hand. Eight rank-one mechanisms in one matrix, on with probability p, any two gates correlated by c.",
                "A subcomponent that mixes two mechanisms is needed more often than a pure one by the share (1 − p)(1 − c), the penalty of a wrong basis. "
                    + "`recovery` is the mean over mechanisms of the largest cosine with an alive subcomponent, `span_error` 0 when alive subcomponents "
                    + "read exactly the span of the mechanisms; `firing` is the share of samples on which an alive subcomponent has importance above 0.1.",
                agreement.Sentence,
            ],
        };
        return new StudyReport(Name, report, PlantedFigure.Of(report));
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
