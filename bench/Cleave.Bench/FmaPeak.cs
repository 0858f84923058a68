using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cleave.Tensors.Kernels;

namespace Cleave.Bench;

/// <summary>Multiply-adds that touch registers only: what the processor can do at best.</summary>
internal readonly unsafe struct FmaPeak : IParts
{
    /// <summary>Floating-point operations of one part.</summary>
    public static double OperationsPerPart => 2.0 * Chains * Gemm.Lanes * Steps;

    private const int Chains = 12;
    private const int Steps = 4_000;

    /// <inheritdoc/>
    public void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Loop<GemmLanes512, Vector512<float>>();
        else if (Vector256.IsHardwareAccelerated)
            Loop<GemmLanes256, Vector256<float>>();
        else
            Loop<GemmLanes128, Vector128<float>>();
    }

    // The store at the end keeps the chains alive; 12 of them cover the latency of two units.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TLanes, TVector>()
        where TLanes : struct, IGemmLanes<TVector>
        where TVector : unmanaged
    {
        var x = TLanes.Broadcast(0.999f);
        var y = TLanes.Broadcast(0.001f);
        TVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (var i = 0; i < Steps; i++)
        {
            c0 = TLanes.MultiplyAdd(c0, x, y);
            c1 = TLanes.MultiplyAdd(c1, x, y);
            c2 = TLanes.MultiplyAdd(c2, x, y);
            c3 = TLanes.MultiplyAdd(c3, x, y);
            c4 = TLanes.MultiplyAdd(c4, x, y);
            c5 = TLanes.MultiplyAdd(c5, x, y);
            c6 = TLanes.MultiplyAdd(c6, x, y);
            c7 = TLanes.MultiplyAdd(c7, x, y);
            c8 = TLanes.MultiplyAdd(c8, x, y);
            c9 = TLanes.MultiplyAdd(c9, x, y);
            c10 = TLanes.MultiplyAdd(c10, x, y);
            c11 = TLanes.MultiplyAdd(c11, x, y);
        }

        var low = TLanes.Add(TLanes.Add(TLanes.Add(c0, c1), TLanes.Add(c2, c3)), TLanes.Add(c4, c5));
        var high = TLanes.Add(TLanes.Add(TLanes.Add(c6, c7), TLanes.Add(c8, c9)), TLanes.Add(c10, c11));
        var sink = stackalloc float[TLanes.Width];
        TLanes.Store(sink, TLanes.Add(low, high));
    }
}
