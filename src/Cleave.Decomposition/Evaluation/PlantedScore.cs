using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// For targets that are sums of known rank-one mechanisms, over alive subcomponents (importance above 0.1 on some probe):
/// <c>recovery</c>, the mean over mechanisms of the largest cosine ⟨U_c·V_cᵀ, write·readᵀ⟩ / (‖U_c‖‖V_c‖‖write‖‖read‖);
/// <c>span_error</c>, how far the span of what they read is from that of the mechanisms, ‖P − P*‖ / √(2·rank) between the
/// projectors onto both (0 equal, 1 orthogonal); and over the held-out data <c>firing_mean</c> and <c>firing_max</c>,
/// the share of samples on which an alive subcomponent has importance above 0.1.
/// </summary>
public sealed class PlantedScore : IScore
{
    private const float Important = 0.1f;

    /// <inheritdoc/>
    public bool Fits(DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return decomposed.Subject.Target is IKnownMechanisms;
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        var mechanisms = ((IKnownMechanisms)decomposed.Subject.Target).Mechanisms;
        var alive = decomposed.Components.Sites.ToDictionary(s => s.Name, s => Parts.Alive(decomposed.Components, s, ToyEvaluation.OneHotImportances(device, decomposed, s)));
        double[] firing = [.. decomposed.Components.Sites.SelectMany(s => Firing(device, decomposed, s, alive[s.Name]))];
        yield return ("recovery", mechanisms.Average(m => alive[m.Layer].Select(p => p.Cosine(m)).DefaultIfEmpty(0).Max()));
        yield return ("span_error", decomposed.Components.Sites.Max(s => SpanError(alive[s.Name], [.. mechanisms.Where(m => m.Layer == s.Name)])));
        yield return ("firing_mean", firing.DefaultIfEmpty(0).Average());
        yield return ("firing_max", firing.DefaultIfEmpty(0).Max());
    }

    private static IEnumerable<double> Firing(CpuDevice device, DecomposedTarget decomposed, Site site, IReadOnlyList<Parts> alive)
    {
        var clean = CleanPass.Run(decomposed.Subject.Target, decomposed.Components.Sites, decomposed.Subject.HeldOut.Trace(new Graph()));
        var importances = Eager.Evaluate(device, decomposed.Squash.Lower(decomposed.Importance.Logits(clean, decomposed.Components)[site]));   // [samples, C]
        var samples = importances.Length / site.Count;
        return alive.Select(p => Enumerable.Range(0, samples).Count(s => importances[(s * site.Count) + p.Index] > Important) / (double)samples);
    }

    private static double SpanError(IReadOnlyList<Parts> alive, IReadOnlyList<Mechanism> mechanisms)
    {
        var found = OrthonormalBasis.Of([.. alive.Select(p => p.ScaledRead)]);
        var truth = OrthonormalBasis.Of([.. mechanisms.Select(m => m.Read)]);
        // ‖P − P*‖² = rank P + rank P* − 2·‖found·truthᵀ‖²
        var overlap = found.Sum(f => truth.Sum(t => Math.Pow(f.Zip(t, (a, b) => a * b).Sum(), 2)));
        return Math.Sqrt(Math.Max(0, found.Count + truth.Count - (2 * overlap)) / (found.Count + truth.Count));
    }

    /// <summary>An alive subcomponent's vectors.</summary>
    private sealed record Parts(int Index, float[] U, float[] V)
    {
        public float[] ScaledRead => [.. V.Select(v => v * (float)Norm(U))];

        public static IReadOnlyList<Parts> Alive(Components components, Site site, float[,] importances)
        {
            var (u, v) = (components.U(site).Span.ToArray(), components.V(site).Span.ToArray());
            return
            [
                .. Enumerable.Range(0, site.Count)
                    .Where(c => Enumerable.Range(0, importances.GetLength(0)).Any(f => importances[f, c] > Important))
                    .Select(c => new Parts(c, u[(c * site.Out)..((c + 1) * site.Out)], [.. Enumerable.Range(0, site.In).Select(i => v[(i * site.Count) + c])])),
            ];
        }

        public double Cosine(Mechanism mechanism) =>
            Dot(U, mechanism.Write) * Dot(V, mechanism.Read) / Math.Max(1e-12, Norm(U) * Norm(V) * Norm(mechanism.Write) * Norm(mechanism.Read));

        private static double Norm(float[] x) => Math.Sqrt(Dot(x, x));

        private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();
    }
}
