using Cleave.Runs.Evaluations;

namespace Cleave.Runs.Reports.Tables;

/// <summary>An evaluation as people read it; its document is <see cref="EvaluationDocument"/>.</summary>
public static class EvaluationPage
{
    /// <summary>How well it reconstructs, what each site has, and whether training had settled.</summary>
    public static IReadOnlyList<Block> Of(EvaluationDocument result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<Block> blocks = [.. result.Verdict is { } verdict ? [new Passage(verdict.Sentence)] : (Block[])[], new Passage($"After {result.Step} steps:"), Reconstruction(result), Sites(result)];
        if (result.PatternError is not null)
            blocks.Add(new Passage("MMCS and ML2R over all subcomponents; wrong: importances of single features off the known pattern by more than the tolerance"));
        if (result.Convergence is { } convergence)
            blocks.Add(new Passage(convergence.Sentence));
        if (result.Scores is { } scores)
            blocks.Add(Scores(scores));
        return blocks;
    }

    private static ReportTable Reconstruction(EvaluationDocument result)
    {
        var (logits, nextToken) = (result.Reconstruction.Values.Any(m => m.Kl is not null), result.Reconstruction.Values.Any(m => m.Ce is not null));
        List<ReportColumn> columns = [new("masks", "masks"), ReportColumn.Number(logits ? "kl" : "mse", logits ? "KL (nats)" : "MSE")];
        if (nextToken)
            columns.Add(ReportColumn.Number("ce", "CE (nats)", 2));
        IEnumerable<(string Name, float? Divergence, float? Entropy)> rows =
        [
            .. result.Reconstruction.Where(r => r.Key != "zero").Select(r => (r.Key.Replace('_', ' '), r.Value.Kl ?? r.Value.Mse, r.Value.Ce)),
            .. result.Pgd.Select(p => ($"PGD, {p.Key} steps", (float?)p.Value, (float?)null)),
            ("zero ablation", result.ZeroAblation, result.Reconstruction.GetValueOrDefault("zero")?.Ce),
        ];
        return new ReportTable(columns,
            [.. rows.Select(r => (IReadOnlyList<ReportCell>)[r.Name, ReportCell.Of((double?)r.Divergence), .. nextToken ? [ReportCell.Of((double?)r.Entropy)] : (ReportCell[])[]])]);
    }

    private static ReportTable Sites(EvaluationDocument result)
    {
        var toy = result.PatternError is not null;
        List<ReportColumn> columns =
        [
            new("name", "site") { Least = 16 }, ReportColumn.Number("l0", "L0"), ReportColumn.Number("alive", "alive"),
            ReportColumn.Number("subcomponents", "of", 4), ReportColumn.Number("faithfulness", "faithfulness", 5),
        ];
        if (toy)
        {
            columns.AddRange([ReportColumn.Number("mmcs", "MMCS", 2), ReportColumn.Number("ml2r", "ML2R", 2),
                ReportColumn.Number("pattern_error", "wrong at 0.2", 3), ReportColumn.Number("pattern_error_strict", "at 0.1", 6)]);
        }

        return new ReportTable(columns, [.. result.Sites.Select(s =>
            Row(s.Name, (s.Subcomponents, s.L0, s.Alive, s.Faithfulness), (s.Mmcs, s.Ml2r, s.PatternError, s.PatternErrorStrict)))])
        {
            Total = Row("total / worst", (result.Subcomponents, result.L0, result.Alive, result.Faithfulness),
                (result.Mmcs, result.Ml2r, result.PatternError, result.PatternErrorStrict)),
        };

        IReadOnlyList<ReportCell> Row(string name, (int Count, float L0, int Alive, float Faithfulness) sizes, (double? Mmcs, double? Ml2r, int? Error, int? Strict) recovery)
        {
            ReportCell[] common = [name, ReportCell.Of(sizes.L0), ReportCell.Of((int?)sizes.Alive), ReportCell.Of((int?)sizes.Count), ReportCell.Of(sizes.Faithfulness)];
            ReportCell[] extra = toy ? [ReportCell.Of(recovery.Mmcs), ReportCell.Of(recovery.Ml2r), ReportCell.Of(recovery.Error), ReportCell.Of(recovery.Strict)] : [];
            return [.. common, .. extra];
        }
    }

    private static ReportTable Scores(IReadOnlyDictionary<string, double> scores) => new(
        [new ReportColumn("score", "score") { Least = 20 }, ReportColumn.Number("value", "value")],
        [.. scores.Select(s => (IReadOnlyList<ReportCell>)[s.Key.Replace('_', ' '), ReportCell.Of(s.Value)])]);
}
