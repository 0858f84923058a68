using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// Reverse-mode differentiation of a traced expression. The result is more expression: it is planned, freed and replayed like
/// the rest. Only values that lie between the loss and something asked for get a gradient, so asking for the adversary's
/// sources alone computes no weight gradient.
/// </summary>
public static class Gradient
{
    /// <summary>The gradients of a scalar with respect to any values, zeros where the loss does not depend on one.</summary>
    /// <param name="loss">A tensor of one element.</param>
    /// <param name="values">Values of the same graph.</param>
    /// <exception cref="ShapeException">When the loss has more than one element.</exception>
    public static Tensor[] Of(Tensor loss, IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(values);
        if (loss.Shape.Count != 1)
            throw new ShapeException($"Gradient: the loss must have one element, not shape {loss.Shape}.");

        var paths = new GradientPaths(loss, values);
        return paths.Diverge ? [.. values.Select(v => Of(loss, [v])[0])] : Along(paths, loss, values);
    }

    private static Tensor[] Along(GradientPaths paths, Tensor loss, IReadOnlyList<Tensor> values)
    {
        using var back = loss.Graph.WalkBack();
        var gradients = new Tensor?[loss.Index + 1];
        gradients[loss.Index] = loss.Graph.Fill(1f, loss.Shape);
        var order = loss.Graph.Tensors.Take(loss.Index + 1).ToArray();
        var recomputation = new Recomputation(paths.Used(loss));
        var own = new HashSet<Tensor>();   // products that were made for one gradient and are used nowhere else
        for (var index = loss.Index; index >= 0; index--)
        {
            var tensor = order[index];
            if (gradients[index] is not { } gradient || !paths.DependsOn(tensor))
                continue;
            if (paths.PlainOf(tensor) is { } plain)
                Add(plain, gradient, own.Contains(gradient), gradients, own);
            else if (tensor.Inputs.Length > 0)
                Pass(tensor, gradient, paths, gradients, recomputation, own);
        }

        return [.. values.Select(v => v.Index <= loss.Index && gradients[v.Index] is { } g ? g : loss.Graph.Fill(0f, v.Shape))];
    }

    private static void Pass(Tensor tensor, Tensor gradient, GradientPaths paths, Tensor?[] gradients, Recomputation recomputation, HashSet<Tensor> own)
    {
        var wanted = Array.ConvertAll(tensor.Inputs, paths.DependsOn);
        if (!wanted.Contains(true))
            return;
        // Any other operation may hand this gradient on as it is, or multiply it again.
        var isOwn = own.Remove(gradient) && tensor.Op is Reshape;
        using var part = tensor.Graph.Within(tensor.Part);
        var shares = tensor.Op.Gradients(recomputation.Of(tensor), gradient, wanted);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!wanted[i] || shares[i] is not { } share)
                continue;
            var input = tensor.Inputs[i];
            if (share.Shape != input.Shape)
                throw new ShapeException($"{tensor.Op.Name}: gradient {share.Shape} of an operand of shape {input.Shape}.");
            var isProduct = share.Op is MatMul or RoutedProduct && share != gradient && tensor.Op is MatMul or PlusProduct or RoutedProduct;
            Add(input, share, isOwn || isProduct, gradients, own);
        }
    }

    private static void Add(Tensor value, Tensor share, bool isOwn, Tensor?[] gradients, HashSet<Tensor> own)
    {
        if (isOwn)
            own.Add(share);
        gradients[value.Index] = gradients[value.Index] is not { } sum ? share : own.Remove(share) ? sum.Plus(share) : sum + share;
    }
}
