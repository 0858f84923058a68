using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>What executes operations. A GPU or a BLAS library is added by implementing this; models and losses do not see it.</summary>
internal interface IDevice
{
    /// <summary>Executes one operation on memory of this device.</summary>
    void Run(Op op, in OpCall call);

    /// <summary>Executes operations strip by strip.</summary>
    void Run(StripGroup group, long step);

    /// <summary>The same, with the ticks that each operation took.</summary>
    long[] Profile(StripGroup group, long step);
}

/// <summary>Managed SIMD kernels on a few threads. Results are bit-equal for any number of threads.</summary>
public sealed class CpuDevice : IDevice, IDisposable
{
    private readonly CpuDevice[] _serial;   // for each thread one that works alone

    /// <summary>Starts the threads.</summary>
    public CpuDevice(int threads)
    {
        Workers = new Workers(threads);
        Gemm = new Gemm(Workers);
        _serial = threads == 1 ? [] : [.. Enumerable.Range(0, threads).Select(_ => new CpuDevice(1))];
    }

    /// <summary>How many threads work.</summary>
    public int Threads => Workers.Threads;

    internal Workers Workers { get; }

    internal Gemm Gemm { get; }

    /// <summary>What runs operations on the calling thread alone, which is <paramref name="worker"/> of the workers.</summary>
    internal CpuDevice Serial(int worker) => _serial.Length == 0 ? this : _serial[worker];

    void IDevice.Run(Op op, in OpCall call) => op.Run(this, call);

    void IDevice.Run(StripGroup group, long step) => group.Run(this, step);

    long[] IDevice.Profile(StripGroup group, long step) => group.Profile(this, step);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var serial in _serial)
            serial.Dispose();
        Gemm.Dispose();
        Workers.Dispose();
    }
}
