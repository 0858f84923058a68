namespace Cleave.Tensors.Ops;

/// <summary>The current value of a variable.</summary>
internal sealed class Read(Variable variable) : Op
{
    public Variable Variable => variable;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        throw new InvalidOperationException($"{variable} lies in its own memory and is never computed.");
}
