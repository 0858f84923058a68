using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// For the induction transformer, over the held-out rows.
/// <para>
/// <c>accuracy_target</c>, <c>accuracy_importance</c>, <c>accuracy_stochastic</c>: share of right answers of the target and under those masks.
/// <c>used_N_x</c>: subcomponents of layer N's matrix x that are important (above 0.1) somewhere in at least one of a hundred rows.
/// </para>
/// <para>
/// For each layer N with q and k among the sites, <c>layerN_attention</c>: from M back to S in layer 0, from the last S to M in layer 1;
/// and <c>layer0_previous</c>, from every position to the one before. <c>layerN_recovered</c> is how many subcomponents of q and k make up
/// that attention: the fewest that hold 90 % of what lifts the score before the softmax (<see cref="AttentionParts.RecoveredQueries"/>).
/// <c>_ablated</c> is measured with those at mask 0 and all else, Δ included, at 1; <c>_control</c> with as many others of q
/// and of k at mask 0 instead, mean of eight random draws, important ones first, as removing what is never used would be no control.
/// <c>layerN_accuracy_ablated</c> and <c>_control</c>: share of right answers then.
/// </para>
/// </summary>
public sealed class InductionScore : IScore
{
    private const float Important = 0.1f;
    private const double Rare = 0.01;
    private const int Draws = 8;

    /// <inheritdoc/>
    public bool Fits(DecomposedTarget decomposed) => InductionPatterns.Fit(decomposed);

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        var pass = new InductionPass(device, decomposed);
        var target = pass.Untouched();
        yield return ("accuracy_target", target.Accuracy);
        yield return ("accuracy_importance", pass.Under("importance", new ImportanceMasks()).Accuracy);
        yield return ("accuracy_stochastic", pass.Under("stochastic", new UniformMasks()).Accuracy);
        var shares = UsedShares(device, decomposed);
        for (var layer = 0; layer < InductionTransformer.Depth; layer++)
        {
            if (!InductionPatterns.IsDecomposed(decomposed, layer))
                continue;
            foreach (var score in Ablations(pass, target, new AttentionParts(device, decomposed, layer), shares, layer))
                yield return score;
        }

        foreach (var site in decomposed.Components.Sites)
            yield return ($"used_{site.Name.Replace("layers.", "", StringComparison.Ordinal).Replace(".attention.", "_", StringComparison.Ordinal)}", shares[site].Count(s => s >= Rare));
    }

    private static IEnumerable<(string Name, double Value)> Ablations(
        InductionPass pass, InductionOutcome target, AttentionParts parts, Dictionary<Site, double[]> shares, int layer)
    {
        (Site Site, IReadOnlyList<int> Removed)[] recovered = [(parts.Query, parts.RecoveredQueries), (parts.Key, parts.RecoveredKeys)];
        var ablated = pass.Without(recovered);
        InductionOutcome[] controls = [.. Enumerable.Range(0, Draws).Select(draw => pass.Without(
            [.. recovered.Select(r => (r.Site, Others(shares[r.Site], r.Removed, draw, r.Site.Name)))]))];
        yield return ($"layer{layer}_recovered", recovered.Sum(r => r.Removed.Count));
        yield return ($"layer{layer}_attention", target.Layers[layer].Entry);
        yield return ($"layer{layer}_attention_ablated", ablated.Layers[layer].Entry);
        yield return ($"layer{layer}_attention_control", controls.Average(c => c.Layers[layer].Entry));
        if (layer == 0)
        {
            yield return ("layer0_previous", target.Layers[0].Previous);
            yield return ("layer0_previous_ablated", ablated.Layers[0].Previous);
            yield return ("layer0_previous_control", controls.Average(c => c.Layers[0].Previous));
        }

        yield return ($"layer{layer}_accuracy_ablated", ablated.Accuracy);
        yield return ($"layer{layer}_accuracy_control", controls.Average(c => c.Accuracy));
    }

    /// <summary>As many others as were removed, those that are important somewhere first, in random order.</summary>
    private static IReadOnlyList<int> Others(double[] shares, IReadOnlyList<int> removed, int draw, string site)
    {
        var order = new RandomStream(0, $"evaluation/induction/{site}/control").Permutation(draw, shares.Length);
        return [.. order.Except(removed).OrderByDescending(c => shares[c] > 0).Take(removed.Count)];
    }

    /// <summary>For each subcomponent the share of rows with a position where it is important, [C] a site.</summary>
    private static Dictionary<Site, double[]> UsedShares(CpuDevice device, DecomposedTarget decomposed)
    {
        var clean = CleanPass.Run(decomposed.Subject.Target, decomposed.Components.Sites, decomposed.Subject.HeldOut.Trace(new Graph()));
        var logits = decomposed.Importance.Logits(clean, decomposed.Components);
        var (rows, positions) = (clean.Batch.Shape[0], clean.Batch.Shape[1]);
        return decomposed.Components.Sites.ToDictionary(s => s, s =>
        {
            var importances = Eager.Evaluate(device, decomposed.Squash.Lower(logits[s]));   // [row, position, C]
            return Enumerable.Range(0, s.Count).Select(c => Enumerable.Range(0, rows).Count(
                row => Enumerable.Range(0, positions).Any(t => importances[(((row * positions) + t) * s.Count) + c] > Important)) / (double)rows).ToArray();
        });
    }
}
