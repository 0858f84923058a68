using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = f(x) element by element; the gradient rule gives dx from (dy, x, y).</summary>
internal abstract class UnaryOp<TForward>(TForward forward, long count) : Op
    where TForward : struct, IUnary
{
    private long _count = count;

    internal override bool IsElementwise => true;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Elementwise.Map(cpu.Workers, forward, call[0], call.Output, _count);

    internal override Cut? CutInto(Tensor result, int strips)
    {
        if (_count % strips != 0)
            return null;
        var strip = (UnaryOp<TForward>)MemberwiseClone();
        strip._count /= strips;
        return new Cut(strip);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [Derivative(result.Inputs[0], result, gradient)];

    /// <summary>The gradient with respect to x.</summary>
    protected abstract Tensor Derivative(Tensor x, Tensor y, Tensor gradient);
}

/// <summary>z = f(x, y) for two operands of one shape: mostly the derivative half of a unary operation.</summary>
internal sealed class ZipOp<TBinary>(TBinary function, string name, long count) : Op
    where TBinary : struct, IBinary
{
    public override string Name => name;

    public TBinary Function => function;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Elementwise.Zip(cpu.Workers, function, call[0], call[1], call.Output, count);

    internal override Cut? CutInto(Tensor result, int strips) =>
        count % strips == 0 ? new Cut(new ZipOp<TBinary>(function, name, count / strips)) : null;

    public static Tensor Of(TBinary function, string name, Tensor x, Tensor y) =>
        x.Shape == y.Shape
            ? x.Graph.Append(new ZipOp<TBinary>(function, name, x.Shape.Count), x.Shape, x, y)
            : throw new ShapeException($"{name}: shapes {x.Shape} and {y.Shape} differ.");
}

/// <summary>z = f(x, y) with broadcasting.</summary>
internal abstract class BinaryOp<TForward> : Op
    where TForward : struct, IBinary
{
    private readonly TForward _forward;
    private readonly bool[] _full;
    private BroadcastPlan? _broadcast;

    protected BinaryOp(TForward forward, Shape x, Shape y, Shape result)
    {
        _forward = forward;
        Count = result.Count;
        _full = [x == result, y == result];
        _broadcast = x == y ? null : new BroadcastPlan(result.Sizes, x.Sizes.ToArray(), y.Sizes.ToArray());
    }

    /// <summary>Numbers of the result.</summary>
    protected long Count { get; private set; }

    internal override bool IsElementwise => true;

    internal override bool MayOverwrite(int input) => _full[input];

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (_broadcast is null)
            Elementwise.Zip(cpu.Workers, _forward, call[0], call[1], call.Output, Count);
        else
            _broadcast.Run(cpu.Workers, _forward, call[0], call[1], call.Output);
    }

    internal override Cut? CutInto(Tensor result, int strips)
    {
        var sizes = StripSizes.Of(result, strips);
        if (_broadcast is null ? Count % strips != 0 : sizes is null)
            return null;
        var strip = (BinaryOp<TForward>)MemberwiseClone();
        strip.Count /= strips;
        strip._broadcast = _broadcast is null ? null : new BroadcastPlan(sizes!.Result, sizes.Operands);
        return new Cut(strip, _broadcast is null ? 0 : sizes!.Whole);
    }
}

/// <summary>u = f(x, y, z) with broadcasting.</summary>
internal abstract class TernaryOp<TForward> : Op
    where TForward : struct, ITernary
{
    private readonly TForward _forward;
    private readonly bool[] _full;
    private BroadcastPlan? _broadcast;
    private long _count;

    protected TernaryOp(TForward forward, Shape x, Shape y, Shape z, Shape result)
    {
        _forward = forward;
        _count = result.Count;
        _full = [x == result, y == result, z == result];
        _broadcast = x == y && y == z ? null : new BroadcastPlan(result.Sizes, x.Sizes.ToArray(), y.Sizes.ToArray(), z.Sizes.ToArray());
    }

    internal override bool IsElementwise => true;

    internal override bool MayOverwrite(int input) => _full[input];

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (_broadcast is null)
            Elementwise.Zip(cpu.Workers, _forward, call[0], call[1], call[2], call.Output, _count);
        else
            _broadcast.Run(cpu.Workers, _forward, call[0], call[1], call[2], call.Output);
    }

    internal override Cut? CutInto(Tensor result, int strips)
    {
        var sizes = StripSizes.Of(result, strips);
        if (_broadcast is null ? _count % strips != 0 : sizes is null)
            return null;
        var strip = (TernaryOp<TForward>)MemberwiseClone();
        strip._count /= strips;
        strip._broadcast = _broadcast is null ? null : new BroadcastPlan(sizes!.Result, sizes.Operands);
        return new Cut(strip, _broadcast is null ? 0 : sizes!.Whole);
    }
}
