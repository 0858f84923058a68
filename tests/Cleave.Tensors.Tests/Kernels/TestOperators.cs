using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Tests.Kernels;

internal readonly struct Exp : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Exp(x);
}

internal readonly struct Exp2 : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Exp2(x);
}

internal readonly struct Log : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Log(x);
}

internal readonly struct Log2 : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Log2(x);
}

internal readonly struct Sigmoid : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Sigmoid(x);
}

internal readonly struct Tanh : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Tanh(x);
}

internal readonly struct Gelu : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Gelu(x);
}

internal readonly struct GeluDerivative : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.GeluDerivative(x);
}

internal readonly struct Pow(float p) : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V> => SimdMath.Pow(x, V.Fill(p));
}

internal readonly struct SinOfTurns : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        SimdMath.SinCosOfTurns(x, out var sin, out _);
        return sin;
    }
}

internal readonly struct CosOfTurns : IUnary
{
    public V Invoke<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        SimdMath.SinCosOfTurns(x, out _, out var cos);
        return cos;
    }
}

/// <summary>Not symmetric, so that exchanged operands show.</summary>
internal readonly struct Mix : IBinary
{
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V> => V.MultiplyAdd(x, V.Fill(3f), y);
}

/// <summary>Not symmetric, so that exchanged operands show.</summary>
internal readonly struct MixThree : ITernary
{
    public V Invoke<V>(V x, V y, V z)
        where V : unmanaged, ISimd<V> => V.MultiplyAdd(x, y, z * V.Fill(0.5f));
}
