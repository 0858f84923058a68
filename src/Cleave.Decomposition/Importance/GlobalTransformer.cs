using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>Sizes of the global importance transformer.</summary>
public sealed record GlobalTransformerShape(int Width, int Blocks, int Heads, int Mlp, float InitialLogit);

/// <summary>
/// One bidirectional transformer for all sites (VPD, causal importance function): each distinct site input RMS-normalised without
/// gain, projected and summed (which is one projection of their concatenation); pre-norm blocks of rotary attention without biases
/// and a gelu MLP; a linear head for each site. No final norm. Inputs without positions get one.
/// </summary>
public sealed class GlobalTransformer : IImportanceFunction
{
    private const float NormEpsilon = 1.1920929e-7f;   // float32 machine epsilon
    private readonly GlobalTransformerShape _shape;
    private readonly IReadOnlyList<Site> _sites;
    private readonly IReadOnlyList<Site> _taps;

    /// <summary>Lays out the transformer for the given sites.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="sites">The sites in forward order.</param>
    /// <param name="taps">One site for each distinct input: q stands for q, k and v.</param>
    public GlobalTransformer(GlobalTransformerShape shape, IReadOnlyList<Site> sites, IReadOnlyList<Site> taps)
    {
        (_shape, _sites, _taps) = (shape, sites, taps);
        Parameters = new VariableGroup("importance", Entries());
    }

    /// <inheritdoc/>
    public VariableGroup Parameters { get; }

    /// <summary>One site for each distinct input tensor of a clean pass, in forward order.</summary>
    public static IReadOnlyList<Site> DistinctInputs(CleanPass clean, IReadOnlyList<Site> sites)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(sites);
        return [.. sites.DistinctBy(s => clean.Inputs[s])];
    }

    /// <inheritdoc/>
    public void Initialise(ulong seed)
    {
        var inputs = _taps.Sum(t => t.In);
        foreach (var ((name, _), variable) in Entries().Zip(Parameters.Values.Variables))
        {
            var fanIn = name.StartsWith("in.", StringComparison.Ordinal) ? inputs
                : name.EndsWith("contract.weight", StringComparison.Ordinal) || name.EndsWith("contract.bias", StringComparison.Ordinal) ? _shape.Mlp
                : _shape.Width;
            Initial.Uniform(variable, seed, fanIn);
            if (name.StartsWith("out.", StringComparison.Ordinal) && name.EndsWith(".bias", StringComparison.Ordinal))
            {
                foreach (ref var value in variable.Span)
                    value += _shape.InitialLogit;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Tensor> Logits(CleanPass clean, Components components)
    {
        ArgumentNullException.ThrowIfNull(clean);
        var graph = clean.Batch.Graph;
        var projected = _taps.Select(t => Sequence(clean.Inputs[t]).RmsNorm(NormEpsilon).MatMul(Read(graph, $"in.{t.Name}.weight")));
        var z = projected.Aggregate((a, b) => a + b) + Read(graph, "in.bias");   // [batch, position, width]
        for (var i = 0; i < _shape.Blocks; i++)
        {
            z += Attend(graph, z.RmsNorm(NormEpsilon), $"blocks.{i}");
            z += Expand(graph, z.RmsNorm(NormEpsilon), $"blocks.{i}");
        }

        return _sites.ToDictionary(s => s, s =>
        {
            var logits = z.MatMul(Read(graph, $"out.{s.Name}.weight")) + Read(graph, $"out.{s.Name}.bias");
            return logits.Reshape(clean.Inputs[s].Shape.WithLast(s.Count));   // [.., C]
        });
    }

    private static Tensor Sequence(Tensor x) => x.Shape.Rank == 2 ? x.Reshape([x.Shape[0], 1, x.Shape[1]]) : x;

    private Tensor Attend(Graph graph, Tensor x, string block)
    {
        Shape heads = [x.Shape[0], x.Shape[1], _shape.Heads, _shape.Width / _shape.Heads];
        Tensor Head(string name) => x.MatMul(Read(graph, $"{block}.{name}.weight")).Reshape(heads);
        var (q, k) = (Head("q").Rotary(RotaryPairing.SplitHalves), Head("k").Rotary(RotaryPairing.SplitHalves));
        return q.Attention(k, Head("v"), causal: false).Reshape(x.Shape).MatMul(Read(graph, $"{block}.o.weight"));
    }

    private Tensor Expand(Graph graph, Tensor x, string block)
    {
        var hidden = (x.MatMul(Read(graph, $"{block}.expand.weight")) + Read(graph, $"{block}.expand.bias")).Gelu();
        return hidden.MatMul(Read(graph, $"{block}.contract.weight")) + Read(graph, $"{block}.contract.bias");
    }

    private Tensor Read(Graph graph, string name) => graph.Read(Parameters.Values[name]);

    private IEnumerable<(string Name, Shape Shape)> Entries()
    {
        var (width, mlp) = (_shape.Width, _shape.Mlp);
        foreach (var tap in _taps)
            yield return ($"in.{tap.Name}.weight", [tap.In, width]);
        yield return ("in.bias", [width]);
        for (var i = 0; i < _shape.Blocks; i++)
        {
            foreach (var name in (string[])["q", "k", "v", "o"])
                yield return ($"blocks.{i}.{name}.weight", [width, width]);
            yield return ($"blocks.{i}.expand.weight", [width, mlp]);
            yield return ($"blocks.{i}.expand.bias", [mlp]);
            yield return ($"blocks.{i}.contract.weight", [mlp, width]);
            yield return ($"blocks.{i}.contract.bias", [width]);
        }

        foreach (var site in _sites)
        {
            yield return ($"out.{site.Name}.weight", [width, site.Count]);
            yield return ($"out.{site.Name}.bias", [site.Count]);
        }
    }
}
