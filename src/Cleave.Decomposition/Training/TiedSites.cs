using Cleave.Decomposition.Sites;
using Cleave.Formats;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Training;

/// <summary>
/// Pairs of sites whose matrices are each other's transposes, W₂ = W₁ᵀ, as in toy models of superposition, and their components with them: V₂ = U₁ᵀ and
/// U₂ = V₁ᵀ. They start equal and each takes the sum of both gradients, which is that of parameters that exist once (SPD, toy models of superposition).
/// </summary>
internal sealed class TiedSites
{
    private readonly Components _components;
    private readonly (int First, int Second)[] _pairs;

    /// <summary>Looks for the pairs.</summary>
    /// <exception cref="InputException">When there are none.</exception>
    public TiedSites(Components components)
    {
        _components = components;
        _pairs = [.. Pairs(components.Sites)];
        if (_pairs.Length == 0)
            throw new InputException("optimizers.components.normalise: tied, but no matrix of the target is another one's transpose; say none.");
    }

    /// <summary>Sets U and V of each second site to those of the first.</summary>
    public void Equalise()
    {
        foreach (var (first, second) in _pairs)
        {
            CopyTransposed(_components.V(_components.Sites[first]), _components.U(_components.Sites[second]));
            CopyTransposed(_components.U(_components.Sites[first]), _components.V(_components.Sites[second]));
        }
    }

    /// <summary>The gradients of V and U of each site in turn, summed over what is tied.</summary>
    public void Sum(Tensor[] gradients)
    {
        foreach (var (first, second) in _pairs)
        {
            Sum(gradients, 2 * first, (2 * second) + 1);
            Sum(gradients, (2 * first) + 1, 2 * second);
        }
    }

    private static void Sum(Tensor[] gradients, int one, int other)
    {
        gradients[one] += gradients[other].Transpose(1, 0);
        gradients[other] = gradients[one].Transpose(1, 0);
    }

    private static IEnumerable<(int First, int Second)> Pairs(IReadOnlyList<Site> sites)
    {
        var paired = new HashSet<int>();
        for (var i = 0; i < sites.Count; i++)
        {
            for (var j = i + 1; j < sites.Count; j++)
            {
                if (!paired.Contains(i) && !paired.Contains(j) && AreTransposes(sites[i].Layer.Weight, sites[j].Layer.Weight))
                {
                    paired.UnionWith([i, j]);
                    yield return (i, j);
                }
            }
        }
    }

    private static bool AreTransposes(Variable one, Variable other)
    {
        var (rows, columns) = (one.Shape[0], one.Shape[1]);
        if (other.Shape[0] != columns || other.Shape[1] != rows)
            return false;
        for (var i = 0; i < rows * columns; i++)
        {
            if (one.Span[i] != other.Span[(i % columns * rows) + (i / columns)])
                return false;
        }

        return true;
    }

    private static void CopyTransposed(Variable from, Variable to)
    {
        var (rows, columns) = (from.Shape[0], from.Shape[1]);
        for (var i = 0; i < rows * columns; i++)
            to.Span[(i % columns * rows) + (i / columns)] = from.Span[i];
    }
}
