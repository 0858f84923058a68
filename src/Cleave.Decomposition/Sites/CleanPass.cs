using Cleave.Models;
using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>What the untouched target makes of a batch.</summary>
/// <param name="Batch">As the target takes it.</param>
/// <param name="Output">The target's output.</param>
/// <param name="Inputs">x of every site, [.., in].</param>
/// <param name="Outputs">x·Wᵀ + b of every site, [.., out].</param>
public sealed record CleanPass(Tensor Batch, Tensor Output, IReadOnlyDictionary<Site, Tensor> Inputs, IReadOnlyDictionary<Site, Tensor> Outputs)
{
    private readonly Dictionary<Site, Tensor> _inner = [];
    private readonly Dictionary<Site, Tensor> _products = [];
    private Site? _first;

    /// <summary>Runs the frozen target and keeps the inputs and outputs of the sites.</summary>
    public static CleanPass Run(ITarget target, IReadOnlyList<Site> sites, Tensor batch)
    {
        var products = new Dictionary<Site, Tensor>();
        var pass = Run(target, sites, batch, (site, x) => site.Layer.AddBias(products[site] = site.Layer.Product(x)));
        foreach (var (site, product) in products)
            pass._products[site] = product;
        return pass;
    }

    /// <summary>The same with something else in place of the sites' layers.</summary>
    internal static CleanPass Run(ITarget target, IReadOnlyList<Site> sites, Tensor batch, Func<Site, Tensor, Tensor> apply)
    {
        ArgumentNullException.ThrowIfNull(target);
        var byLayer = sites.ToDictionary(s => s.Layer);
        var (inputs, outputs) = (new Dictionary<Site, Tensor>(), new Dictionary<Site, Tensor>());
        var hooks = new SiteHooks(byLayer, (site, x) =>
        {
            inputs[site] = x;
            return outputs[site] = apply(site, x);
        });
        var output = target.Forward(batch, hooks);
        return new CleanPass(batch, output, inputs, outputs) { _first = hooks.First };
    }

    /// <summary>Whether a site reads what the first one reads: no mask can change its input.</summary>
    public bool IsUntouched(Site site) => _first is not null && ReferenceEquals(Inputs[site], Inputs[_first]);

    /// <summary>x·V of a site, [.., C·R], the same tensor for everyone who asks.</summary>
    public Tensor Inner(Site site, Components components)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (!_inner.TryGetValue(site, out var inner))
            _inner[site] = inner = Inputs[site].Project(Batch.Graph.Read(components.V(site)));
        return inner;
    }

    /// <summary>x·Wᵀ of a site, [.., out], without the bias.</summary>
    public Tensor Product(Site site) => _products[site];

    private sealed class SiteHooks(Dictionary<Linear, Site> byLayer, Func<Site, Tensor, Tensor> apply) : ForwardHooks
    {
        public Site? First { get; private set; }

        public override Tensor Linear(Linear layer, Tensor input)
        {
            if (!byLayer.TryGetValue(layer, out var site))
                return layer.Apply(input);
            First ??= site;
            return apply(site, input);
        }
    }
}
