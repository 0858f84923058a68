using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>Puts masked subcomponents in place of the sites' layers; everything else is left to the hooks beneath.</summary>
internal sealed class MaskedHooks(
    Components components, CleanPass? clean, IReadOnlyDictionary<Site, Mask> masks, Route route, Graph.SegmentScope segments, ForwardHooks beneath)
    : ForwardHooks
{
    private readonly Dictionary<Linear, Site> _byLayer = components.Sites.Where(route.Covers).ToDictionary(s => s.Layer);

    public Dictionary<Site, Tensor> Inputs { get; } = [];

    public Dictionary<Site, Tensor> Inner { get; } = [];

    public override Tensor Linear(Linear layer, Tensor input)
    {
        segments.Enter(Block(layer.Name));
        if (!_byLayer.TryGetValue(layer, out var site))
            return beneath.Linear(layer, input);
        Inputs[site] = input;
        if (clean is not null && clean.IsUntouched(site))
        {
            Inner[site] = clean.Inner(site, components);
            return Masked(site, Inner[site], masks[site], route.Of(site), kept => clean.Product(site) * kept);
        }

        Inner[site] = Read(input, input.Graph.Read(components.V(site)), route.Of(site));
        return Masked(site, Inner[site], masks[site], route.Of(site), kept => Original(site, input, kept));
    }

    public override Tensor Normalise(Norm norm, Tensor input) => beneath.Normalise(norm, input);

    public override Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value) => beneath.Attend(heads, query, key, value);

    public override Tensor Activate(Activation activation, Tensor input) => beneath.Activate(activation, input);

    public override Tensor Residual(string name, Tensor stream) => beneath.Residual(name, stream);

    // A name up to its first number: "layers.3" of "layers.3.attention.wq", and the whole of "linear1".
    private static string Block(string layer)
    {
        var parts = layer.Split('.');
        return string.Join('.', parts.Take(1 + Array.FindIndex(parts, p => p.All(char.IsAsciiDigit)) is > 0 and var count ? count : parts.Length));
    }

    private Tensor Masked(Site site, Tensor inner, Mask mask, Tensor? routed, Func<Tensor, Tensor> original)
    {
        var kept = routed is null ? mask.Delta : KeptOriginal(mask.Delta, routed);   // [.., 1]
        var scaled = Scaled(site, inner, mask, routed);   // [.., C·R]
        var u = inner.Graph.Read(components.U(site));
        return site.Layer.AddBias(kept is null ? scaled.MatMul(u) : routed is null ? original(kept).PlusProduct(scaled, u) : original(kept).PlusRoutedProduct(scaled, u, routed));
    }

    // Where the original W is used, nobody needs the inner activations.
    private static Tensor Read(Tensor x, Tensor v, Tensor? routed) => routed is null ? x.Project(v) : x.RoutedProduct(v, routed);

    // x·Wᵀ scaled at each position, on whichever side of W is narrower.
    private static Tensor Original(Site site, Tensor x, Tensor kept) =>
        site.In < site.Out ? site.Layer.Product(x * kept) : site.Layer.Product(x) * kept;

    // All rank-ones of a component share its scale.
    private static Tensor Scaled(Site site, Tensor inner, Mask mask, Tensor? routed)
    {
        if (site.Rank == 1)
            return inner.TimesMask(mask.Scale, mask.Delta, routed);
        var scale = mask.Delta is { } delta ? mask.Scale - delta : mask.Scale;   // [.., C]
        if (routed is not null)
            scale *= routed;
        return (inner.Reshape(inner.Shape.WithLast(site.Count).Append(site.Rank)) * scale.Reshape(scale.Shape.Append(1))).Reshape(inner.Shape);
    }

    private static Tensor KeptOriginal(Tensor? delta, Tensor routed) => delta is null ? 1f - routed : 1f - (routed * (1f - delta));
}
