using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>
/// A small network for each subcomponent that sees the whole input of its site:
/// z_c = w₂·gelu(W₁ᵀx + b₁) + b₂ with weights of its own (`vector_mlp` of the SPD authors' code).
/// </summary>
public sealed class InputMlp : IImportanceFunction
{
    private const float HiddenGain = 1.4142135f;   // √2: half of the hidden units start inactive
    private readonly IReadOnlyList<Site> _sites;
    private readonly int _hidden;
    private readonly float _initialLogit;

    /// <summary>One hidden layer of <paramref name="hidden"/> units for each subcomponent.</summary>
    /// <param name="sites">The sites in forward order.</param>
    /// <param name="hidden">Hidden units of each network.</param>
    /// <param name="initialLogit">Bias the logits start from.</param>
    public InputMlp(IReadOnlyList<Site> sites, int hidden, float initialLogit)
    {
        ArgumentNullException.ThrowIfNull(sites);
        (_sites, _hidden, _initialLogit) = (sites, hidden, initialLogit);
        Parameters = new VariableGroup("importance", sites.SelectMany(s => new (string, Shape)[]
        {
            ($"{s.Name}.hidden.weight", [s.In, s.Count * hidden]),
            ($"{s.Name}.hidden.bias", [s.Count * hidden]),
            ($"{s.Name}.out.weight", [s.Count, hidden]),
            ($"{s.Name}.out.bias", [s.Count]),
        }));
    }

    /// <inheritdoc/>
    public VariableGroup Parameters { get; }

    /// <inheritdoc/>
    public bool IsMatrix(Variable parameter) => false;

    /// <inheritdoc/>
    public void Initialise(ulong seed)
    {
        foreach (var site in _sites)
        {
            Initial.Normal(Parameters.Values[$"{site.Name}.hidden.weight"], seed, site.In, HiddenGain);
            Initial.Normal(Parameters.Values[$"{site.Name}.out.weight"], seed, _hidden);
            Parameters.Values[$"{site.Name}.out.bias"].Span.Fill(_initialLogit);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Tensor> Logits(CleanPass clean, Components components)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return _sites.ToDictionary(s => s, s =>
        {
            var graph = clean.Batch.Graph;
            Tensor Read(string name) => graph.Read(Parameters.Values[$"{s.Name}.{name}"]);
            var x = clean.Inputs[s];   // [.., in]
            var hidden = (x.Project(Read("hidden.weight")) + Read("hidden.bias")).Gelu();   // [.., C·hidden]
            var each = hidden.Reshape(x.Shape.WithLast(s.Count).Append(_hidden));          // [.., C, hidden]
            return (each * Read("out.weight")).SumLast() + Read("out.bias");               // [.., C]
        });
    }
}
