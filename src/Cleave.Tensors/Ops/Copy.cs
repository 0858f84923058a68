namespace Cleave.Tensors.Ops;

/// <summary>The same numbers in other memory.</summary>
internal sealed class Copy(long count) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Buffer.MemoryCopy(call[0], call.Output, count * sizeof(float), count * sizeof(float));
}
