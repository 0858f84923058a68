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

        using var back = loss.Graph.WalkBack();
        var depends = DependsOn(loss, values);
        var gradients = new Tensor?[loss.Index + 1];
        gradients[loss.Index] = loss.Graph.Fill(1f, loss.Shape);
        var order = loss.Graph.Tensors.Take(loss.Index + 1).ToArray();
        var recomputation = new Recomputation(order);
        var own = new HashSet<Tensor>();   // products that were made for one gradient and are used nowhere else
        for (var index = loss.Index; index >= 0; index--)
        {
            var tensor = order[index];
            if (gradients[index] is not { } gradient || !depends[index] || tensor.Inputs.Length == 0)
                continue;
            Pass(tensor, gradient, depends, gradients, recomputation, own);
        }

        return [.. values.Select(v => v.Index <= loss.Index && gradients[v.Index] is { } g ? g : loss.Graph.Fill(0f, v.Shape))];
    }

    internal static bool[] DependsOn(Tensor loss, IReadOnlyList<Tensor> values)
    {
        var depends = new bool[loss.Index + 1];
        foreach (var value in values)
        {
            if (value.Index <= loss.Index)
                depends[value.Index] = true;
        }

        for (var index = 0; index <= loss.Index; index++)
        {
            var tensor = loss.Graph.Tensors[index];
            if (tensor.Op is not Detach)
                depends[index] |= tensor.Inputs.Any(i => depends[i.Index]);
        }

        return depends;
    }

    private static void Pass(Tensor tensor, Tensor gradient, bool[] depends, Tensor?[] gradients, Recomputation recomputation, HashSet<Tensor> own)
    {
        var wanted = Array.ConvertAll(tensor.Inputs, i => depends[i.Index]);
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
            if (isOwn || (share.Op is MatMul or RoutedProduct && share != gradient && tensor.Op is MatMul or PlusProduct or RoutedProduct))
                own.Add(share);
            gradients[input.Index] = gradients[input.Index] is not { } sum ? share : own.Remove(share) ? sum.Plus(share) : sum + share;
        }
    }
}
