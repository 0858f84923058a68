using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Masks;

/// <summary>m = g, Δ left out: the importances themselves. A monitor, never to be trained on (VPD authors' handbook, what counts as good).</summary>
public sealed class ImportanceMasks : IMaskSource
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) =>
        context.Sites.ToDictionary(s => s, s => new Mask(context.Importances.Lower[s], null));
}

/// <summary>m = 1 where g &gt; threshold, else 0; Δ left out.</summary>
public sealed class RoundedMasks(float threshold) : IMaskSource
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) =>
        context.Sites.ToDictionary(s => s, s => new Mask(context.Importances.Lower[s].Greater(threshold), null));
}

/// <summary>m = one number everywhere, Δ left out: 1 is the bare sum of subcomponents, 0 removes every site.</summary>
public sealed class ConstantMasks(float value) : IMaskSource
{
    /// <summary>All subcomponents on.</summary>
    public static ConstantMasks Ones { get; } = new(1f);

    /// <summary>All subcomponents off: the zero-ablation yardstick.</summary>
    public static ConstantMasks Zeros { get; } = new(0f);

    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) =>
        context.Sites.ToDictionary(s => s, s => new Mask(context.Graph.Fill(value, Shape.Create([s.Count])), null));
}
