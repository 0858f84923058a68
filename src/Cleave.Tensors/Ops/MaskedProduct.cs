using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// y = x·ρ(g + (1 − g)·u − δ) with x, g [rows, C], rows of u shared as said, δ and ρ [rows, 1] where they are there: what a mask lets
/// through, the mask never stored. Gradients come from <see cref="MaskedProductGradient"/>; ρ has none.
/// </summary>
internal sealed class MaskedProduct(MaskedShape shape) : Op
{
    public MaskedShape Sizes => shape;

    internal override double Flops(Tensor result) => 5.0 * result.Shape.Count;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var rows = shape.Operands(call);
        rows.Y = call.Output;
        MaskedRows.Run(cpu.Workers, rows);
    }

    internal override Cut? CutInto(Tensor result, int strips) =>
        shape.CutInto(strips) is { } strip ? new Cut(new MaskedProduct(strip)) : null;

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        if (shape.Route && wanted[^1])
            throw new NotSupportedException("MaskedProduct: a route has no gradient.");
        var wants = new MaskedWants(wanted[0], wanted[1], wanted[2], shape.Delta && wanted[3]);
        var results = wants.Of(shape);
        var all = results.Split(result.Graph.Append(new MaskedProductGradient(shape, wants), [results.Count], [.. result.Inputs, gradient]));
        var (dx, dg, du, ddelta) = (all[0], all[1], all[2], all[3]);
        return
        [
            dx?.Reshape(result.Inputs[0].Shape), dg?.Reshape(result.Inputs[1].Shape), du is null ? null : shape.SumShared(du).Reshape(result.Inputs[2].Shape),
            .. shape.Delta ? [ddelta?.Reshape(result.Inputs[3].Shape)] : (Tensor?[])[],
            .. shape.Route ? [null] : (Tensor?[])[],
        ];
    }
}

/// <summary>The gradients that are wanted of <see cref="MaskedProduct"/>, of dx, dg, du and dδ, one after the other: with e = dy·x·ρ, dg = e·(1 − u), du = e·(1 − g), dδ = −Σ e.</summary>
internal sealed class MaskedProductGradient(MaskedShape shape, MaskedWants wants) : Op
{
    public (MaskedShape Shape, MaskedWants Wants) Sizes => (shape, wants);

    internal override Results Results => wants.Of(shape);

    internal override double Flops(Tensor result) => 9.0 * shape.Rows * shape.Width;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var rows = shape.Operands(call);
        var gradient = 3 + (shape.Delta ? 1 : 0) + (shape.Route ? 1 : 0);
        rows.Dy = call[gradient];
        rows.Dx = wants.X ? call[gradient + 1] : null;
        rows.Dg = wants.G ? call[gradient + 2] : null;
        rows.Du = wants.U ? call[gradient + 3] : null;
        rows.Ddelta = wants.Delta ? call[gradient + 4] : null;
        MaskedRows.Run(cpu.Workers, rows);
    }

    internal override Cut? CutInto(Tensor result, int strips) =>
        shape.CutInto(strips) is { } strip ? new Cut(new MaskedProductGradient(strip, wants)) : null;
}

/// <summary>Which gradients are wanted.</summary>
internal readonly record struct MaskedWants(bool X, bool G, bool U, bool Delta)
{
    /// <summary>The gradients of such a product.</summary>
    public Results Of(MaskedShape shape)
    {
        var numbers = shape.Rows * shape.Width;
        return new Results(X ? numbers : 0, G ? numbers : 0, U ? numbers : 0, Delta ? shape.Rows : 0);
    }
}

/// <summary>Sizes of a masked product, and which of its operands are there.</summary>
internal sealed record MaskedShape(long Rows, long Width, SharedRows Sharing, bool Delta, bool Route)
{
    /// <summary>The operands of a call.</summary>
    public unsafe MaskedRows Operands(in OpCall call) => new()
    {
        X = call[0],
        G = call[1],
        U = call[2],
        Delta = Delta ? call[3] : null,
        Route = Route ? call[Delta ? 4 : 3] : null,
        Rows = Rows,
        Width = Width,
        Sharing = Sharing,
    };

    /// <summary>One of some strips of rows; null where rows share those of u.</summary>
    public MaskedShape? CutInto(int strips) =>
        Rows % strips == 0 && Sharing.IsEach(Rows) ? this with { Rows = Rows / strips, Sharing = new SharedRows(1, Rows / strips) } : null;

    /// <summary>Adds up what rows that share one of u's gave it.</summary>
    public Tensor SumShared(Tensor gradient)
    {
        var repeats = Rows / (Sharing.Divide * Sharing.Modulo);
        Shape apart = [checked((int)repeats), checked((int)Sharing.Modulo), checked((int)Sharing.Divide), checked((int)Width)];
        return gradient.Reshape(apart).SumTo([1, apart[1], 1, apart[3]]);
    }
}

/// <summary>What masks let through.</summary>
public static class MaskedProductSyntax
{
    /// <summary>
    /// x·ρ(m − δ), where δ and ρ are one number a row, 0 and 1 when none is given. Where m is an interpolation of x's shape it is never
    /// stored; otherwise the plain operations do the same. A gradient with respect to m or ρ walks through those.
    /// </summary>
    /// <param name="x">[.., C].</param>
    /// <param name="mask">m, [.., C] or anything that stretches to it.</param>
    /// <param name="delta">δ, [.., 1].</param>
    /// <param name="route">ρ, [.., 1].</param>
    public static Tensor TimesMask(this Tensor x, Tensor mask, Tensor? delta, Tensor? route)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(mask);
        var made = Unshaped(mask);
        var rows = x.Shape.WithoutLast().Count;
        if (!x.Graph.Fuses || made.Op is not Interpolate || mask.Shape != x.Shape || made.Inputs[0].Shape.Count != mask.Shape.Count || !IsOneARow(delta, rows) || !IsOneARow(route, rows)
            || Sharing(made) is not { } sharing)
        {
            return Composed(x, mask, delta, route);
        }

        var plain = Composed(x, mask, delta, route);
        var shape = new MaskedShape(rows, x.Shape.Last, sharing, delta is not null, route is not null);
        Tensor[] differentiated = [x, made.Inputs[0], made.Inputs[1], .. delta is null ? [] : (Tensor[])[delta]];
        return x.Graph.Append(new MaskedProduct(shape), x.Shape, [.. differentiated, .. route is null ? [] : (Tensor[])[route]])
            .InPlaceOf(plain, t => differentiated.Contains(t) && (route is null || !IsMadeOf(route, t)));
    }

    /// <summary>The same of plain operations.</summary>
    internal static Tensor Composed(Tensor x, Tensor mask, Tensor? delta, Tensor? route)
    {
        var scale = delta is null ? mask : mask - delta;
        return x * (route is null ? scale : scale * route);
    }

    // Through a route the fused operation differentiates nothing.
    private static bool IsMadeOf(Tensor value, Tensor of)
    {
        var (seen, pending) = (new HashSet<Tensor>(), new Stack<Tensor>([value]));
        while (pending.TryPop(out var tensor))
        {
            if (tensor.Index >= of.Index && seen.Add(tensor))
                Array.ForEach(tensor.Inputs, pending.Push);
        }

        return seen.Contains(of);
    }

    private static Tensor Unshaped(Tensor mask) => mask.Op is Reshape ? Unshaped(mask.Inputs[0]) : mask;

    private static bool IsOneARow(Tensor? x, long rows) => x is null || (x.Shape.Rank > 0 && x.Shape.Last == 1 && x.Shape.Count == rows);

    // Which row of u each row of the interpolation meets: its own, one shared by neighbours, or one of a group that is repeated.
    private static SharedRows? Sharing(Tensor interpolation)
    {
        var (whole, u) = (interpolation.Shape, interpolation.Inputs[1].Shape);
        if (whole.Rank < 2 || u.Rank < 1 || u.Last != whole.Last || whole.Count == 0)
            return null;
        var rows = whole.WithoutLast().Count;
        if (u.Count == whole.Count)
            return new SharedRows(1, rows);
        if (whole.Rank != 4 || u.Rank != 3 || (u[0] != whole[1] && u[0] != 1))
            return null;
        if (u[1] == whole[2])
            return new SharedRows(1, (long)u[0] * u[1]);
        return u[1] == 1 ? new SharedRows(whole[2], u[0]) : null;
    }
}
