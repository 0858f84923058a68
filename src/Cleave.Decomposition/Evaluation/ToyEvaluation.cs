using Cleave.Decomposition.Recipes;
using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What can be measured only where the mechanisms are known: one subcomponent a feature (spd-apd.md 2.14, 2.15).</summary>
public static class ToyEvaluation
{
    /// <summary>The value of the only present feature of a one-hot input.</summary>
    public const float OneHotValue = 0.75f;

    private const float Tolerance = 0.2f;
    private const float StrictTolerance = 0.1f;
    private const float AliveImportance = 0.1f;
    private const float Leak = 0.01f;

    /// <summary>Importances of a site on one-hot inputs, [features, C].</summary>
    public static float[,] OneHotImportances(CpuDevice device, Experiment experiment, Site site)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(site);
        var features = ((Tms)experiment.Subject.Target).Shape.Features;
        var inputs = new Variable("one_hot", [features, features]);
        for (var i = 0; i < features; i++)
            inputs.Span[(i * features) + i] = OneHotValue;
        var clean = CleanPass.Run(experiment.Subject.Target, experiment.Components.Sites, new Graph().Read(inputs));
        var logits = experiment.Importance.Logits(clean, experiment.Components)[site];
        var flat = Eager.Evaluate(device, logits.LowerLeakyHardSigmoid(Leak));
        var result = new float[features, site.Count];
        Buffer.BlockCopy(flat, 0, result, 0, flat.Length * sizeof(float));
        return result;
    }

    /// <summary>The report with recovery, pattern errors and alive counts of a toy; other targets' reports stay as they are.</summary>
    public static EvaluationReport Complete(CpuDevice device, Experiment experiment, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(report);
        return experiment.Subject.Target is Tms
            ? report with { Sites = [.. experiment.Components.Sites.Zip(report.Sites, (site, part) => Complete(device, experiment, site, part))] }
            : report;
    }

    private static SiteReport Complete(CpuDevice device, Experiment experiment, Site site, SiteReport report)
    {
        var importances = OneHotImportances(device, experiment, site);
        var components = experiment.Components;
        int[] alive = [.. Enumerable.Range(0, site.Count).Where(c => Column(importances, c).Max() > AliveImportance)];
        return report with
        {
            Alive = alive.Length,
            // A feature is an input of the first matrix and an output of the second.
            Recovery = VectorRecovery.Measure(site.Layer.Weight.Span, components.V(site).Span, components.U(site).Span,
                (site.In, site.Out, site.Count), featuresAreInputs: site.In == importances.GetLength(0), alive),
            IdentityError = PatternError.Identity(importances, Tolerance),
            IdentityErrorStrict = PatternError.Identity(importances, StrictTolerance),
        };
    }

    private static IEnumerable<float> Column(float[,] matrix, int column) =>
        Enumerable.Range(0, matrix.GetLength(0)).Select(row => matrix[row, column]);
}
