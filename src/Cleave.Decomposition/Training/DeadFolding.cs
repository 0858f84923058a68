using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Training;

/// <summary>
/// Folds subcomponents that are never important into the delta component: U_c = V_c = 0, so that Δ = W − Σ U_c·V_cᵀ takes them up and
/// the sum stays exact. A dead subcomponent may be removed on every input, as Δ may be; what it leaves behind is only noise of
/// hardly any length, whose direction would still enter measures over all subcomponents (SPD, MMCS and ML2R).
/// </summary>
public static class DeadFolding
{
    /// <summary>Looks at training batches from a step on, and folds what had importance 0 at every position of all of them.</summary>
    /// <param name="device">Computes the importances.</param>
    /// <param name="problem">The decomposition; its U and V are changed.</param>
    /// <param name="step">Step of the first batch.</param>
    /// <param name="batches">How many batches; 0 folds nothing.</param>
    /// <returns>How many subcomponents were folded.</returns>
    public static int Run(CpuDevice device, Problem problem, long step, int batches)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (batches == 0)
            return 0;
        var sites = problem.Components.Sites;
        var largest = sites.Select(s => new Variable($"largest.{s.Name}", [s.Count])).ToArray();
        var seen = sites.Select(s => new bool[s.Count]).ToArray();
        using var plan = Trace(device, problem, largest);
        for (var batch = 0; batch < batches; batch++)
        {
            problem.Data.Load(step + batch);
            plan.Run(step + batch);
            for (var i = 0; i < sites.Count; i++)
                Note(largest[i].Span, seen[i]);
        }

        return sites.Select((site, i) => Fold(problem.Components, site, seen[i])).Sum();
    }

    private static Plan Trace(CpuDevice device, Problem problem, Variable[] largest)
    {
        var clean = CleanPass.Run(problem.Target, problem.Components.Sites, problem.Data.Trace(new Graph()));
        var importances = Importances.From(problem.Importance.Logits(clean, problem.Components), problem.Squash);
        return Plan.Compile(device, [.. problem.Components.Sites.Zip(largest, (s, target) => new Assignment(target, importances.Lower[s].MaxRows()))]);
    }

    private static void Note(ReadOnlySpan<float> largest, bool[] seen)
    {
        for (var c = 0; c < seen.Length; c++)
            seen[c] |= largest[c] > 0;
    }

    private static int Fold(Components components, Site site, bool[] seen)
    {
        var u = components.U(site).Span;
        var v = components.V(site).Span;
        for (var c = 0; c < site.Count; c++)
        {
            if (seen[c])
                continue;
            u.Slice(c * site.Rank * site.Out, site.Rank * site.Out).Clear();
            for (var i = 0; i < site.In; i++)
                v.Slice((i * site.Columns) + (c * site.Rank), site.Rank).Clear();
        }

        return seen.Count(s => !s);
    }
}
