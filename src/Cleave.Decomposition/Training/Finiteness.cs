using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;

namespace Cleave.Decomposition.Training;

/// <summary>A number of the run became NaN or infinite; the message names the step, the term and the site.</summary>
public sealed class NotFiniteException(string message) : Exception(message);

/// <summary>Stops a run at the first number that is not finite, before it can reach the parameters.</summary>
internal static class Finiteness
{
    /// <exception cref="NotFiniteException">When a term or a gradient is not finite.</exception>
    public static void Check(long step, Variable[] terms, Components components, IImportanceFunction importance, double norm)
    {
        var finite = double.IsFinite(norm);
        foreach (var term in terms)
            finite &= float.IsFinite(term.Value);
        if (!finite)
            throw new NotFiniteException(Describe(step, terms, components, importance));
    }

    private static string Describe(long step, Variable[] terms, Components components, IImportanceFunction importance)
    {
        var term = terms.FirstOrDefault(t => !float.IsFinite(t.Value));
        // A broken weight breaks every gradient, so weights are asked first: they are the cause.
        IEnumerable<Variable> suspects =
        [
            .. components.Sites.Select(s => s.Layer.Weight),
            .. components.Parameters.Values.Variables, .. importance.Parameters.Values.Variables,
            .. components.Parameters.Gradients.Variables, .. importance.Parameters.Gradients.Variables,
        ];
        var broken = suspects.FirstOrDefault(HasNonFinite);
        var site = components.Sites.FirstOrDefault(s => $".{broken?.Name}".Contains($".{s.Name}.", StringComparison.Ordinal));
        return $"Step {step}: {(term is null ? "no term, but a gradient" : $"term {term.Name} ({term.Value})")} is not finite"
            + $"{(broken is null ? "" : $", first in {broken.Name}")}{(site is null ? "" : $" of site {site.Name}")}; "
            + "the last checkpoint is intact: continue from it with a lower learning rate or a tighter clip.";
    }

    private static bool HasNonFinite(Variable variable)
    {
        foreach (var value in variable.Span)
        {
            if (!float.IsFinite(value))
                return true;
        }

        return false;
    }
}
