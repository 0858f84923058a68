namespace Cleave.Tensors.Ops;

/// <summary>One number everywhere.</summary>
internal sealed class Fill(float value) : Op
{
    public float Value => value;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => new Span<float>(call.Output, (int)Count).Fill(value);

    public required long Count { get; init; }
}
