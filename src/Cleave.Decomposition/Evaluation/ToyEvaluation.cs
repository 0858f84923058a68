using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What can be measured only where the mechanisms are known (SPD, MMCS and ML2R; the identity error of its authors' code).</summary>
public static class ToyEvaluation
{
    private const float Tolerance = 0.2f;
    private const float StrictTolerance = 0.1f;
    private const float AliveImportance = 0.1f;

    /// <summary>Importances of a site when single features are shown, [features, C].</summary>
    /// <exception cref="InvalidOperationException">When single features have no meaning for the target.</exception>
    public static float[,] OneHotImportances(CpuDevice device, DecomposedTarget decomposed, Site site)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        ArgumentNullException.ThrowIfNull(site);
        var truth = decomposed.Subject.Truth is { Features: > 0 } known ? known : throw new InvalidOperationException("The target has no single features.");
        var clean = CleanPass.Run(decomposed.Subject.Target, decomposed.Components.Sites, new Graph().Read(truth.Probes()));
        var logits = decomposed.Importance.ProbeLogits(clean, decomposed.Components)[site];
        var flat = Eager.Evaluate(device, decomposed.Squash.Lower(logits));
        var result = new float[truth.Features, site.Count];
        Buffer.BlockCopy(flat, 0, result, 0, flat.Length * sizeof(float));
        return result;
    }

    /// <summary>The report with everything that the target's known mechanisms allow to be judged.</summary>
    public static EvaluationReport Complete(CpuDevice device, DecomposedTarget decomposed, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        ArgumentNullException.ThrowIfNull(report);
        return report with
        {
            Sites = [.. decomposed.Components.Sites.Zip(report.Sites, (site, part) => Complete(device, decomposed, site, part))],
            Scores = Scores.All.Where(s => s.Fits(decomposed)).SelectMany(s => s.Measure(device, decomposed)).ToDictionary(s => s.Name, s => s.Value),
        };
    }

    private static SiteReport Complete(CpuDevice device, DecomposedTarget decomposed, Site site, SiteReport report)
    {
        if (decomposed.Subject.Truth is not { } truth || truth.Of(site.Name) is not { } known)
            return report;
        report = report with { Mechanisms = known.Mechanisms, OracleL0 = known.L0 };
        if (truth.Features == 0)
            return report;
        var importances = OneHotImportances(device, decomposed, site);
        int[] alive = [.. Enumerable.Range(0, site.Count).Where(c => Column(importances, c).Max() > AliveImportance)];
        var recovery = Recovery(decomposed.Components, site, known.Features, [.. Enumerable.Range(0, site.Count)]);
        var aliveRecovery = Recovery(decomposed.Components, site, known.Features, alive);
        return report with
        {
            Alive = alive.Length,
            Mmcs = recovery?.Mmcs,
            Ml2r = recovery?.Ml2r,
            MmcsAlive = aliveRecovery?.Mmcs,
            Ml2rAlive = aliveRecovery?.Ml2r,
            PatternError = Error(importances, known, Tolerance),
            PatternErrorStrict = Error(importances, known, StrictTolerance),
        };
    }

    private static VectorRecovery? Recovery(Components components, Site site, FeatureSide side, IReadOnlyCollection<int> counted) =>
        side == FeatureSide.None ? null : VectorRecovery.Measure(site.Layer.Weight.Span, components.V(site).Span, components.U(site).Span,
            (site.In, site.Out, site.Count), side == FeatureSide.Inputs, counted, site.Rank);

    private static int Error(float[,] importances, SiteTruth known, float tolerance) => known.Pattern == TruthPattern.Identity
        ? PatternError.Identity(importances, tolerance)
        : PatternError.Dense(importances, known.Mechanisms, tolerance);

    private static IEnumerable<float> Column(float[,] matrix, int column) =>
        Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column]);
}
