using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// Derivatives of every output of a row with respect to inner values of that row, for networks that treat rows independently.
/// All outputs walk back together: a linear layer costs one product, an elementwise function one multiplication by its slope, and
/// as long as only linear layers were met, all rows share one derivative. Where an operation is neither, each output gets a backward
/// pass of its own.
/// </summary>
public static class Jacobian
{
    /// <summary>The derivatives, [rows, O, n] for each value [rows, n], or [1, O, n] where all rows have the same.</summary>
    /// <param name="output">[rows, O].</param>
    /// <param name="values">Values of the same graph, [rows, n] each.</param>
    /// <exception cref="ShapeException">When the output or a value is not a matrix with the same rows.</exception>
    public static Tensor[] Of(Tensor output, IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
        {
            if (output.Shape.Rank != 2 || value.Shape.Rank != 2 || value.Shape[0] != output.Shape[0])
                throw new ShapeException($"Jacobian: output {output.Shape} and value {value.Shape} are not matrices of the same rows.");
        }

        var paths = new GradientPaths(output, values);
        return paths.Diverge
            ? [.. values.Select(v => Of(output, [v])[0])]
            : Together(paths, output, values) ?? OneByOne(output, values);
    }

    /// <summary>A backward pass for each output: what <see cref="Of"/> does where it must, [rows, O, n] each.</summary>
    internal static Tensor[] OneByOne(Tensor output, IReadOnlyList<Tensor> values)
    {
        var passes = Enumerable.Range(0, output.Shape.Last).Select(o => Gradient.Of(output.Slice(1, o, 1).Sum(), values)).ToArray();
        return [.. values.Select((value, i) => passes.Select(p => p[i].Reshape([value.Shape[0], 1, value.Shape[1]])).ToArray().Concat(1))];
    }

    private static Tensor[]? Together(GradientPaths paths, Tensor output, IReadOnlyList<Tensor> values)
    {
        var graph = output.Graph;
        var found = new Tensor?[output.Index + 1];
        found[output.Index] = Identity(graph, output.Shape.Last);
        var order = graph.Tensors.Take(output.Index + 1).ToArray();
        for (var index = output.Index; index >= 0; index--)
        {
            if (found[index] is not { } slopes || !paths.DependsOn(order[index]))
                continue;
            if (paths.PlainOf(order[index]) is { } plain)
            {
                found[plain.Index] = Sum(found[plain.Index], slopes);
                continue;
            }

            var inputs = order[index].Inputs;
            for (var i = 0; i < inputs.Length; i++)
            {
                if (!paths.DependsOn(inputs[i]))
                    continue;
                if (Through(order[index], i, slopes) is not { } share)
                    return null;
                found[inputs[i].Index] = Sum(found[inputs[i].Index], share);
            }
        }

        return [.. values.Select(v => v.Index <= output.Index && found[v.Index] is { } slopes ? slopes : graph.Fill(0f, [1, output.Shape.Last, v.Shape.Last]))];
    }

    private static Tensor Sum(Tensor? sum, Tensor share) => sum is null ? share : sum + share;

    private static Tensor Identity(Graph graph, int size)
    {
        var identity = new Variable("identity", [1, size, size]);
        for (var i = 0; i < size; i++)
            identity.Span[(i * size) + i] = 1;
        return graph.Read(identity);
    }

    // slopes [1 or rows, O, m] of the result become those of one operand, or null for an operation that mixes in another way.
    private static Tensor? Through(Tensor result, int operand, Tensor slopes)
    {
        var input = result.Inputs[operand];
        if (result.Op is MatMul { Transposes.A: false } product && operand == 0 && input.Shape.Rank == 2)
            return slopes.MatMul(result.Inputs[1], transposeB: !product.Transposes.B);
        if (!result.Op.IsElementwise || input.Shape != result.Shape || input.Shape.Rank != 2)
            return null;
        return result.Op switch
        {
            Add => slopes,
            Subtract => operand == 0 ? slopes : -slopes,
            Affine affine => slopes * affine.Scale,
            _ => Local(result, operand) is { } local ? slopes * local.Reshape([input.Shape[0], 1, input.Shape[1]]) : null,
        };
    }

    private static Tensor? Local(Tensor result, int operand)
    {
        var wanted = new bool[result.Inputs.Length];
        wanted[operand] = true;
        return result.Op.Gradients(result, result.Graph.Fill(1f, result.Shape), wanted)[operand];
    }
}
