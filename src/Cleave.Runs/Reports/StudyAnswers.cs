using System.Globalization;
using Cleave.Runs.Grids;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Reports;

/// <summary>What each study asked, what came out and what was published beside it, in a sentence or two of plain words.</summary>
public static class StudyAnswers
{
    private const int Named = 3;   // the tables hold the rest

    /// <summary>Of methods on targets whose mechanisms are known; rows are labelled target and method.</summary>
    public static string GroundTruth(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var methods = report.Rows.Where(r => r.Ran > 0).GroupBy(r => r.Labels[1]).Select(rows =>
            $"{rows.Key} is good with every seed on {rows.Count(Good)} of {rows.Count()} targets, usable on {rows.Count(r => r.Acceptable && !Good(r))} more");
        var published = report.Rows.Where(r => r.Ran > 0).Sum(r => Measure.All.Count(m => report.PublishedFor(r, m) is not null));
        string[] missed = [.. report.Rows.SelectMany(row => report.Misses(row).Select(p => Missed(row, p)))];
        var compared = published == 0 ? "No value was published for these rows."
            : $"Of {published} published values {published - missed.Length} are met{Listed(missed)}.";
        return $"Does a method find the mechanisms that a target is known to have? {Joined(methods)} {compared}";
    }

    /// <summary>Of gates over probability and correlation; rows are labelled p and c.</summary>
    public static string Planted(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var agreement = PlantedAgreement.Of(report);
        return "Is a mechanism found because it is used rarely? A wrong basis should cost the share (1 - p)(1 - c) of all uses, and recovery should follow that cost: "
            + string.Create(CultureInfo.InvariantCulture, $"their rank correlation is {Number(agreement.RankCorrelation)} (1 is perfect, 0 none), mean recovery is ")
            + $"{Number(agreement.Identified)} where the cost is at least 0.1 and {Number(agreement.Unidentified)} where there is none. {Judged(report)} Nobody has published a value.";
    }

    /// <summary>Of variants of the default method, told apart by one score; rows are labelled variant.</summary>
    /// <param name="report">The study.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="score">The score that answers.</param>
    /// <param name="meaning">What the score counts.</param>
    public static string Variants(GridReport report, string question, string score, string meaning)
    {
        ArgumentNullException.ThrowIfNull(report);
        var values = report.Rows.Where(r => r.Score(score) is not null).Select(r => $"{Number(r.Score(score)!.Mean)} {r.Labels[0]}");
        return $"{question} {meaning}: {string.Join(", ", values.DefaultIfEmpty("not measured"))}. {Judged(report)} The paper argues for it without a number.";
    }

    /// <summary>Of the method with one part exchanged at a time; rows are labelled target and variant.</summary>
    public static string Ablation(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return "What does each part of the method buy, at equal compute? "
            + Joined(report.Rows.GroupBy(r => r.Labels[0]).Select(OfTarget).DefaultIfEmpty("nothing was measured")) + " Nobody has published this comparison.";
    }

    private static string OfTarget(IGrouping<string, ReportRow> rows)
    {
        var measure = Measure.Ladder(CheckKinds.UsualSteps);
        var baseline = rows.FirstOrDefault(r => r.Labels[1] == AblationTable.Baseline)?[measure]?.Mean;
        var factors = rows.Where(r => r.Labels[1] != AblationTable.Baseline && r[measure] is not null)
            .Select(r => (Name: r.Labels[1], Factor: r[measure]!.Mean / baseline)).Where(f => f.Factor is not null).OrderByDescending(f => f.Factor).ToArray();
        return factors.Length == 0 ? $"on {rows.Key} there is nothing to compare"
            : $"on {rows.Key} the error under the adversary is {Factor(factors[0])}{(factors.Length > 1 ? $" at worst, {Factor(factors[^1])} at best" : "")}";

        static string Factor((string Name, double? Factor) change) => $"{Number(change.Factor!.Value)} times the baseline's with {change.Name}";
    }

    private static string Judged(GridReport report)
    {
        VerdictState[] states = [.. report.Rows.SelectMany(r => r.Cells).Select(c => c.Verdict?.State).OfType<VerdictState>()];
        var (good, usable) = (states.Count(s => s == VerdictState.Good), states.Count(s => s == VerdictState.Usable));
        return states.Length == 0 ? "No run has a result."
            : good + usable == 0 ? $"But none of the {states.Length} runs is good by the bars of its config, so this answer may not hold."
            : $"Of {states.Length} runs {good} are good, {usable} usable with reservations, {states.Length - good - usable} not.";
    }

    private static bool Good(ReportRow row) => row.Acceptable && row.Verdict!.State == VerdictState.Good;

    private static string Missed(ReportRow row, Published published) =>
        $"{row.Labels[0]}/{row.Labels[1]} {published.Measure} {(row[Measure.Named(published.Measure)] is { } values ? Number(values.Mean) : "without a result")} "
            + $"(published {Number(published.Value)})";

    private static string Listed(string[] missed) => missed.Length == 0 ? ""
        : $"; missed are {string.Join(", ", missed.Take(Named))}{(missed.Length > Named ? $" and {missed.Length - Named} more" : "")}";

    private static string Joined(IEnumerable<string> clauses) => string.Join("; ", clauses) is { Length: > 0 } text ? $"Result: {text}." : "Nothing was run.";

    private static string Number(double value) => double.IsFinite(value) ? ReportMarkdown.Number(value) : "unknown";
}
