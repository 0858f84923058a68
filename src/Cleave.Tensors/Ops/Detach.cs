namespace Cleave.Tensors.Ops;

/// <summary>The same value, through which no gradient passes.</summary>
internal sealed class Detach : Op
{
    internal override int SharesMemoryOf => 0;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => throw new InvalidOperationException("Shares its operand's memory.");
}

/// <summary>Stopping gradients.</summary>
public static class DetachSyntax
{
    /// <summary>The same value as a constant: no gradient passes through it.</summary>
    public static Tensor Detach(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Detach(), x.Shape, x);
    }
}
