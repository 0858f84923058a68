using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>What executes operations. A GPU or a BLAS library is added by implementing this; models and losses do not see it.</summary>
internal interface IDevice
{
    /// <summary>Executes one operation on memory of this device.</summary>
    void Run(Op op, in OpCall call);
}

/// <summary>Managed SIMD kernels on a few threads. Results are bit-equal for any number of threads.</summary>
public sealed class CpuDevice : IDevice, IDisposable
{
    /// <summary>Starts the threads.</summary>
    public CpuDevice(int threads)
    {
        Workers = new Workers(threads);
        Gemm = new Gemm(Workers);
    }

    /// <summary>How many threads work.</summary>
    public int Threads => Workers.Threads;

    internal Workers Workers { get; }

    internal Gemm Gemm { get; }

    void IDevice.Run(Op op, in OpCall call) => op.Run(this, call);

    /// <inheritdoc/>
    public void Dispose()
    {
        Gemm.Dispose();
        Workers.Dispose();
    }
}
