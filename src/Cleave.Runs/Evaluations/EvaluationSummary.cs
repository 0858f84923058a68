using Cleave.Decomposition.Evaluation;

namespace Cleave.Runs.Evaluations;

/// <summary>Turns what an evaluator measured into the document that is saved and printed.</summary>
public static class EvaluationSummary
{
    private const string Zero = "zero";

    /// <summary>The document of a report.</summary>
    public static EvaluationDocument Of(EvaluationReport report, long step)
    {
        ArgumentNullException.ThrowIfNull(report);
        var recoveries = report.Sites.Select(s => s.Recovery).OfType<VectorRecovery>().ToArray();
        var alive = report.Sites.Select(s => s.AliveRecovery).OfType<VectorRecovery>().ToArray();
        return new EvaluationDocument
        {
            Step = step,
            Reconstruction = report.Reconstruction.Keys.ToDictionary(mode => mode, mode => Mode(report, mode)),
            Pgd = report.Adversary,
            ZeroAblation = report.Reconstruction[Zero],
            L0 = report.L0,
            Alive = report.Alive,
            Subcomponents = report.Sites.Sum(s => s.Count),
            Faithfulness = report.Sites.Max(s => s.Faithfulness),
            Mmcs = WorstCosine(recoveries),
            Ml2r = WorstRatio(recoveries),
            MmcsAlive = WorstCosine(alive),
            Ml2rAlive = WorstRatio(alive),
            PatternError = report.Sites.Max(s => s.PatternError),
            PatternErrorStrict = report.Sites.Max(s => s.PatternErrorStrict),
            Mechanisms = report.Sites.Sum(s => s.Mechanisms ?? 0) is > 0 and var truth ? truth : null,
            OracleL0 = report.Sites.Any(s => s.OracleL0 is not null) ? report.Sites.Sum(s => s.OracleL0 ?? 0) : null,
            Scores = report.Scores.Count == 0 ? null : report.Scores,
            Sites = [.. report.Sites.Select(Site)],
        };
    }

    private static double? WorstCosine(VectorRecovery[] sites) => sites.Length == 0 ? null : sites.Min(r => r.Mmcs);

    private static double? WorstRatio(VectorRecovery[] sites) => sites.MaxBy(r => Math.Abs(r.Ml2r - 1))?.Ml2r;

    private static ModeResult Mode(EvaluationReport report, string mode)
    {
        var divergence = report.Reconstruction[mode];
        return report.OutputKind == "kl"
            ? new ModeResult { Kl = divergence, Ce = report.CrossEntropy.TryGetValue(mode, out var entropy) ? entropy : null }
            : new ModeResult { Mse = divergence };
    }

    private static SiteResult Site(SiteReport site) => new()
    {
        Name = site.Name,
        Subcomponents = site.Count,
        L0 = site.L0,
        L0Above01 = site.L0Above01,
        Alive = site.Alive,
        Faithfulness = site.Faithfulness,
        Mmcs = site.Recovery?.Mmcs,
        Ml2r = site.Recovery?.Ml2r,
        MmcsAlive = site.AliveRecovery?.Mmcs,
        Ml2rAlive = site.AliveRecovery?.Ml2r,
        PatternError = site.PatternError,
        PatternErrorStrict = site.PatternErrorStrict,
        Mechanisms = site.Mechanisms,
        OracleL0 = site.OracleL0,
        MeanImportance = site.MeanImportance,
    };
}
