namespace Cleave.Decomposition.Evaluation;

/// <summary>Turns what an evaluator measured into the document that is saved and printed.</summary>
public static class EvaluationSummary
{
    private const string Zero = "zero";

    /// <summary>The document of a report.</summary>
    public static EvaluationDocument Of(EvaluationReport report, long step)
    {
        ArgumentNullException.ThrowIfNull(report);
        var recoveries = report.Sites.Select(s => s.Recovery).OfType<VectorRecovery>().ToArray();
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
            Mmcs = recoveries.Length == 0 ? null : recoveries.Min(r => r.Mmcs),
            Ml2r = recoveries.Length == 0 ? null : recoveries.MaxBy(r => Math.Abs(r.Ml2r - 1))!.Ml2r,
            IdentityError = report.Sites.Max(s => s.IdentityError),
            IdentityErrorStrict = report.Sites.Max(s => s.IdentityErrorStrict),
            Sites = [.. report.Sites.Select(Site)],
        };
    }

    private static ModeResult Mode(EvaluationReport report, string mode)
    {
        var divergence = report.Reconstruction[mode];
        return report.OutputKind == "kl"
            ? new ModeResult { Kl = divergence, Ce = report.CrossEntropy[mode] }
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
        IdentityError = site.IdentityError,
        IdentityErrorStrict = site.IdentityErrorStrict,
        MeanImportance = site.MeanImportance,
    };
}
