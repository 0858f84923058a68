using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>exp(x − shift).</summary>
internal readonly struct ExpAbove(float shift) : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Exp(x - V.Fill(shift));
}

/// <summary>exp(x − shift), for sums.</summary>
internal readonly struct ExpAboveTerm(float shift) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V> => SimdMath.Exp(x - V.Fill(shift));
}

/// <summary>(x − centre)·factor.</summary>
internal readonly struct Standardise(float centre, float factor) : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => (x - V.Fill(centre)) * V.Fill(factor);
}

/// <summary>(x − centre)·y.</summary>
internal readonly struct CentredProduct(float centre) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V> => (x - V.Fill(centre)) * y;
}

/// <summary>y·(dy − mean): the gradient of softmax from its result.</summary>
internal readonly struct SoftmaxSlope(float mean) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => y * (dy - V.Fill(mean));
}

/// <summary>dy − eʸ·sum: the gradient of log softmax from its result.</summary>
internal readonly struct LogSoftmaxSlope(float sum) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V y, V dy)
        where V : unmanaged, ISimd<V> => V.MultiplyAdd(SimdMath.Exp(y), V.Fill(-sum), dy);
}

/// <summary>factor·(dy − mean) − (x − centre)·slope: the gradient of a normalisation.</summary>
internal readonly struct NormSlope(float factor, float centre, float slope, float mean) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V dy)
        where V : unmanaged, ISimd<V> =>
        V.MultiplyAdd(x - V.Fill(centre), V.Fill(-slope), (dy - V.Fill(mean)) * V.Fill(factor));
}
