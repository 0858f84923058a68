using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// What lies between a result and the values that its gradient is wanted for, and which way the gradient goes where a value was computed in
/// a fused form: to the fused operation's operands, or through the plain form when something wanted lies inside that.
/// </summary>
internal sealed class GradientPaths
{
    private readonly HashSet<Tensor> _wanted;
    private readonly bool[] _reaches;   // whether a wanted value lies behind, in either form
    private readonly bool[] _depends;   // whether one lies on the way chosen
    private readonly bool[] _plain;

    public GradientPaths(Tensor result, IReadOnlyList<Tensor> values)
    {
        _wanted = [.. values];
        (_reaches, _depends, _plain) = (new bool[result.Index + 1], new bool[result.Index + 1], new bool[result.Index + 1]);
        for (var index = 0; index <= result.Index; index++)
        {
            var tensor = result.Graph.Tensors[index];
            _reaches[index] = _wanted.Contains(tensor) || Behind(tensor).Any(Reaches);
            _plain[index] = _reaches[index] && tensor.Plain is { } form && ChoosesPlain(tensor, form);
            _depends[index] = _wanted.Contains(tensor) || (tensor.Op is not Detach && Next(tensor).Any(DependsOn));
        }
    }

    /// <summary>Whether one wanted value lies inside a plain form and another inside the fused one: no single walk finds both.</summary>
    public bool Diverge { get; private set; }

    /// <summary>Whether a value depends on a wanted one.</summary>
    public bool DependsOn(Tensor tensor) => _depends[tensor.Index];

    /// <summary>The plain form that a value's gradient goes to, or null where it goes to the operands.</summary>
    public Tensor? PlainOf(Tensor tensor) => _plain[tensor.Index] ? tensor.Plain!.Value : null;

    /// <summary>What the result is computed from and its gradient walks through, in order.</summary>
    public IEnumerable<Tensor> Used(Tensor result)
    {
        var used = new bool[result.Index + 1];
        used[result.Index] = true;
        for (var index = result.Index; index >= 0; index--)
        {
            var tensor = result.Graph.Tensors[index];
            if (!used[index])
                continue;
            foreach (var input in tensor.Inputs)
                used[input.Index] = true;
            if (PlainOf(tensor) is { } plain)
                used[plain.Index] = true;
        }

        return result.Graph.Tensors.Take(result.Index + 1).Where(t => used[t.Index]).ToArray();
    }

    private static Tensor[] Behind(Tensor tensor) =>
        tensor.Op is Detach ? [] : tensor.Plain is { } form ? [.. tensor.Inputs, form.Value] : tensor.Inputs;

    private Tensor[] Next(Tensor tensor) => PlainOf(tensor) is { } plain ? [plain] : tensor.Inputs;

    private bool Reaches(Tensor tensor) => _reaches[tensor.Index];

    private bool ChoosesPlain(Tensor tensor, PlainForm form)
    {
        var plain = Inside([form.Value], form.Shares);
        if (plain.Count == 0)
            return false;
        var fused = Inside(tensor.Inputs, form.Shares);
        Diverge |= fused.Except(plain).Any() && plain.Except(fused).Any();
        return true;
    }

    // The wanted values behind some, as far as what both forms share.
    private HashSet<Tensor> Inside(IEnumerable<Tensor> from, Predicate<Tensor> shares)
    {
        var (seen, pending) = (new HashSet<Tensor>(), new Stack<Tensor>(from));
        while (pending.TryPop(out var tensor))
        {
            if (!Reaches(tensor) || shares(tensor) || !seen.Add(tensor))
                continue;
            foreach (var next in Behind(tensor))
                pending.Push(next);
        }

        seen.IntersectWith(_wanted);
        return seen;
    }
}
