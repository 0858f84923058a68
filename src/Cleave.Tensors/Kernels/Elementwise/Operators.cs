namespace Cleave.Tensors.Kernels;

/// <summary>A function of one number, written once for every register width. Constants are fields of the struct.</summary>
internal interface IUnary
{
    V Invoke<V>(V x)
        where V : unmanaged, ISimd<V>;
}

/// <summary>A function of two numbers.</summary>
internal interface IBinary
{
    V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V>;
}

/// <summary>A function of three numbers.</summary>
internal interface ITernary
{
    V Invoke<V>(V x, V y, V z)
        where V : unmanaged, ISimd<V>;
}
