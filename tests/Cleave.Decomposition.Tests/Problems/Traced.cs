using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>A batch run through a target, ready for losses.</summary>
internal static class Traced
{
    /// <summary>Every importance logit is one number.</summary>
    public static LossContext Of(ITarget target, Components components, Variable batch, IDivergence divergence, float logit = 0.5f)
    {
        var graph = new Graph();
        var clean = CleanPass.Run(target, components.Sites, graph.Read(batch));
        var logits = components.Sites.ToDictionary(s => s, s => graph.Fill(logit, clean.Inputs[s].Shape.WithLast(s.Count)));
        return new LossContext(target, components, clean, divergence.Reference(clean.Output), divergence, Importances.From(logits, new ClampedSquash(Importances.Leak)), 1);
    }

    /// <summary>A site for each variable [batch, C], whose numbers are the logits: within (0, 1) the importances themselves.</summary>
    public static LossContext Logits(params Variable[] logits)
    {
        var layers = logits.Select((_, i) => Numbers.RandomLinear($"site{i}", 1, 1, i)).ToArray();
        var components = new Components([.. layers.Select((layer, i) => new Site(layer, logits[i].Shape.Last))]);
        var context = Of(new Stack(layers), components, new Variable("x", [logits[0].Shape[0], 1]), new SquaredError());
        return context with
        {
            Importances = Importances.From(components.Sites.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => context.Graph.Read(logits[p.i])), new ClampedSquash(Importances.Leak)),
        };
    }

    /// <summary>Masks of sites of the given sizes over a batch of <paramref name="lead"/> positions.</summary>
    public static MaskContext Masks(Shape lead, float logit, params int[] counts)
    {
        var graph = new Graph();
        var sites = counts.Select((count, i) => new Site(Numbers.RandomLinear($"site{i}", 2, 2, i), count)).ToArray();
        var logits = sites.ToDictionary(s => s, s => graph.Fill(logit, lead.Append(s.Count)));
        return new MaskContext(graph, sites, Importances.From(logits, new ClampedSquash(Importances.Leak)), 1, "test");
    }
}
