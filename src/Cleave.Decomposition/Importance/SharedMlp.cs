using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>One network a site, from the site's input through gelu layers to all its logits (`shared_mlp` of the SPD authors' code).</summary>
public sealed class SharedMlp : IImportanceFunction
{
    private const float HiddenGain = 1.4142135f;   // √2: half of the hidden units start inactive
    private readonly IReadOnlyList<Site> _sites;
    private readonly IReadOnlyList<int> _hidden;
    private readonly float _initialLogit;

    /// <summary>Hidden layers of the given widths; none makes the logits linear in the input.</summary>
    /// <param name="sites">The sites in forward order.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="initialLogit">Bias the logits start from.</param>
    public SharedMlp(IReadOnlyList<Site> sites, IReadOnlyList<int> hidden, float initialLogit)
    {
        ArgumentNullException.ThrowIfNull(sites);
        ArgumentNullException.ThrowIfNull(hidden);
        (_sites, _hidden, _initialLogit) = (sites, hidden, initialLogit);
        Parameters = new VariableGroup("importance", sites.SelectMany(s => Widths(s).Zip(Widths(s).Skip(1)).SelectMany((w, i) => new (string, Shape)[]
        {
            ($"{s.Name}.{i}.weight", [w.First, w.Second]),
            ($"{s.Name}.{i}.bias", [w.Second]),
        })));
    }

    /// <inheritdoc/>
    public VariableGroup Parameters { get; }

    /// <inheritdoc/>
    public void Initialise(ulong seed)
    {
        foreach (var site in _sites)
        {
            for (var i = 0; i <= _hidden.Count; i++)
            {
                var weight = Parameters.Values[$"{site.Name}.{i}.weight"];
                Initial.Normal(weight, seed, weight.Shape[0], i < _hidden.Count ? HiddenGain : 1f);
            }

            Parameters.Values[$"{site.Name}.{_hidden.Count}.bias"].Span.Fill(_initialLogit);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Tensor> Logits(CleanPass clean, Components components)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return _sites.ToDictionary(s => s, s =>
        {
            var graph = clean.Batch.Graph;
            var x = clean.Inputs[s];   // [.., in]
            for (var i = 0; i <= _hidden.Count; i++)
            {
                x = x.Project(graph.Read(Parameters.Values[$"{s.Name}.{i}.weight"])) + graph.Read(Parameters.Values[$"{s.Name}.{i}.bias"]);
                if (i < _hidden.Count)
                    x = x.Gelu();
            }

            return x;   // [.., C]
        });
    }

    private IEnumerable<int> Widths(Site site) => [site.In, .. _hidden, site.Count];
}
