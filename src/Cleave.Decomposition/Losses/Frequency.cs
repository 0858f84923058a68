using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Asks for each subcomponent to be important rarely, as a term of its own: Σ_sites Σ_c Φ(f_c), Φ(f) = f·log₂(1 + a′·f), with
/// f_c the mean over positions of ψ(g_c), g the upper-leaky importance, ψ a penalty and a′ the reference count (VPD authors' code).
/// Φ is convex, so the noise of one batch's f makes rare subcomponents look dearer than they are. With an average, f is its
/// estimate over past batches: the value is Φ(f̂), the gradient Φ′(f̂)·∂f of the batch at full scale.
/// </summary>
/// <param name="penalty">ψ, what one importance costs.</param>
/// <param name="referenceCount">a′, the positions the logarithm counts over; none means those of the batch.</param>
/// <param name="average">Estimates f over past batches; none takes f of the batch.</param>
public sealed class Frequency(IPenalty penalty, double? referenceCount, MovingAverage? average = null) : ILoss
{
    /// <inheritdoc/>
    public void Advance(double progress) => penalty.Advance(progress);

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sites = context.Components.Sites;
        Tensor[] used = [.. sites.Select(s => penalty.Of(context.Importances.Upper[s]).SumRows() / Positions(s))];   // [C] a site
        if (average is not null)
            used = average.Estimate(context, used);
        return used.Select((f, i) => Cost(f, referenceCount ?? Positions(sites[i])).Sum()).Aggregate((a, b) => a + b);

        long Positions(Sites.Site site) => context.Importances.Upper[site].Shape.WithoutLast().Count;
    }

    /// <summary>Φ(f) = f·log₂(1 + a·f), element by element.</summary>
    public static Tensor Cost(Tensor frequency, double count)
    {
        ArgumentNullException.ThrowIfNull(frequency);
        return frequency * ((frequency * (float)count) + 1f).Log2();
    }
}
