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
        return new EvaluationDocument
        {
            Step = step,
            Reconstruction = report.Reconstruction.Keys.ToDictionary(mode => mode, mode => Mode(report, mode)),
            Pgd = report.Adversary,
            ZeroAblation = report.Reconstruction[Zero],
            L0 = report.L0,
            Alive = report.Alive,
            Subcomponents = report.Sites.Sum(s => s.Subcomponents),
            Faithfulness = report.Sites.Max(s => s.Faithfulness),
            Mmcs = report.Sites.Min(s => s.Mmcs),
            Ml2r = FarthestFromOne(report.Sites.Select(s => s.Ml2r)),
            MmcsAlive = report.Sites.Min(s => s.MmcsAlive),
            Ml2rAlive = FarthestFromOne(report.Sites.Select(s => s.Ml2rAlive)),
            PatternError = report.Sites.Max(s => s.PatternError),
            PatternErrorStrict = report.Sites.Max(s => s.PatternErrorStrict),
            Mechanisms = report.Sites.Sum(s => s.Mechanisms ?? 0) is > 0 and var truth ? truth : null,
            OracleL0 = report.Sites.Any(s => s.OracleL0 is not null) ? report.Sites.Sum(s => s.OracleL0 ?? 0) : null,
            Scores = report.Scores.Count == 0 ? null : report.Scores,
            Noise = report.Noise.Count == 0 ? null : report.Noise,
            Sites = report.Sites,
        };
    }

    private static double? FarthestFromOne(IEnumerable<double?> sites) => sites.OfType<double>().Select(r => (double?)r).MaxBy(r => Math.Abs(r!.Value - 1));

    private static ModeResult Mode(EvaluationReport report, string mode)
    {
        var divergence = report.Reconstruction[mode];
        return report.OutputKind == "kl"
            ? new ModeResult { Kl = divergence, Ce = report.CrossEntropy.TryGetValue(mode, out var entropy) ? entropy : null }
            : new ModeResult { Mse = divergence };
    }
}
