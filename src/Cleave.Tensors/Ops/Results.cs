namespace Cleave.Tensors.Ops;

/// <summary>Several results of one operation. In a call their addresses follow those of the operands.</summary>
/// <param name="lengths">Floats of each, 0 for one that nobody wants.</param>
internal sealed class Results(params long[] lengths)
{
    /// <summary>Floats of each.</summary>
    public long[] Lengths => lengths;

    /// <summary>Floats in all.</summary>
    public int Count => checked((int)lengths.Sum());

    /// <summary>Where one of them begins when they lie one after the other.</summary>
    public long Offset(int result) => lengths.Take(result).Sum();

    /// <summary>Each of them as a part of all; null for those that nobody wants.</summary>
    public Tensor?[] Split(Tensor all) => [.. lengths.Select((length, i) => length == 0 ? null : all.Slice(0, (int)Offset(i), (int)length))];
}
