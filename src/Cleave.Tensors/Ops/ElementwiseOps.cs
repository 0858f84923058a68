using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = f(x) element by element; the gradient rule gives dx from (dy, x, y).</summary>
internal abstract class UnaryOp<TForward>(TForward forward, long count) : Op
    where TForward : struct, IUnary
{
    internal override bool IsElementwise => true;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Elementwise.Map(cpu.Workers, forward, call[0], call.Output, count);

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
    private readonly BroadcastPlan2? _broadcast;
    private readonly long _count;
    private readonly bool[] _full;

    protected BinaryOp(TForward forward, Shape x, Shape y, Shape result)
    {
        _forward = forward;
        _count = result.Count;
        _full = [x == result, y == result];
        _broadcast = x == y ? null : new BroadcastPlan2(result.Sizes, x.Sizes, y.Sizes);
    }

    internal override bool IsElementwise => true;

    internal override bool MayOverwrite(int input) => _full[input];

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (_broadcast is null)
            Elementwise.Zip(cpu.Workers, _forward, call[0], call[1], call.Output, _count);
        else
            _broadcast.Run(cpu.Workers, _forward, call[0], call[1], call.Output);
    }
}

/// <summary>u = f(x, y, z) with broadcasting.</summary>
internal abstract class TernaryOp<TForward> : Op
    where TForward : struct, ITernary
{
    private readonly TForward _forward;
    private readonly BroadcastPlan3? _broadcast;
    private readonly long _count;
    private readonly bool[] _full;

    protected TernaryOp(TForward forward, Shape x, Shape y, Shape z, Shape result)
    {
        _forward = forward;
        _count = result.Count;
        _full = [x == result, y == result, z == result];
        _broadcast = x == y && y == z ? null : new BroadcastPlan3(result.Sizes, x.Sizes, y.Sizes, z.Sizes);
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
}
