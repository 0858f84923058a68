using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>One way to use an operation.</summary>
/// <param name="Name">What is tested.</param>
/// <param name="Build">Makes the result from operands.</param>
/// <param name="TrueGradient">Whether the gradient is the derivative rather than a rule of its own.</param>
internal sealed record OpCase(string Name, Func<CaseInputs, Tensor> Build, bool TrueGradient = true)
{
    /// <summary>The case on operands of some sizes.</summary>
    public TracedCase Trace(Sizes sizes)
    {
        var inputs = new CaseInputs(sizes);
        var result = Build(inputs);
        var loss = (result * inputs.Weights(result.Shape)).Sum();
        return new TracedCase(result, loss, inputs.Differentiated, Gradient.Of(loss, inputs.Differentiated));
    }
}

/// <summary>A result, a scalar that depends on all of it, and that scalar's gradients.</summary>
internal sealed record TracedCase(Tensor Result, Tensor Loss, IReadOnlyList<Tensor> Operands, Tensor[] Gradients)
{
    /// <summary>The operations that a plan of the case runs.</summary>
    public IEnumerable<Op> Operations => Behind([Result, Loss, .. Gradients]);

    /// <summary>The operations between operands and loss.</summary>
    public IEnumerable<Op> Forward => Behind([Loss]);

    // Without the plain forms of fused values, which nobody runs.
    private static IEnumerable<Op> Behind(IEnumerable<Tensor> results)
    {
        var (seen, pending) = (new HashSet<Tensor>(), new Stack<Tensor>(results));
        while (pending.TryPop(out var tensor))
        {
            if (seen.Add(tensor))
                Array.ForEach(tensor.Inputs, pending.Push);
        }

        return seen.Select(t => t.Op);
    }
}
