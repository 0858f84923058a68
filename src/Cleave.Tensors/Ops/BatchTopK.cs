namespace Cleave.Tensors.Ops;

/// <summary>
/// y = 1 at the <paramref name="keep"/> largest entries of the whole tensor, else 0; of equal entries the first ones win, so exactly
/// that many are 1 (APD, batch top-k). No gradient passes. The threshold is found digit by digit of the ordered bit patterns.
/// </summary>
internal sealed class BatchTopK(long count, long keep) : Op
{
    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        float* x = call[0], y = call.Output;
        var (threshold, equal) = Threshold(x);
        for (var i = 0L; i < count; i++)
        {
            var key = Key(x[i]);
            var chosen = key > threshold || (key == threshold && equal-- > 0);
            y[i] = chosen ? 1f : 0f;
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [null];

    // The key of the last entry that is kept, and how many entries with that key are.
    private unsafe (uint Key, long Equal) Threshold(float* x)
    {
        var tally = stackalloc long[Digits];
        var (prefix, mask, wanted) = (0u, 0u, keep);
        for (var shift = 32 - DigitBits; shift >= 0; shift -= DigitBits)
        {
            new Span<long>(tally, Digits).Clear();
            for (var i = 0L; i < count; i++)
            {
                var key = Key(x[i]);
                if ((key & mask) == prefix)
                    tally[(key >> shift) & (Digits - 1)]++;
            }

            var digit = Digits - 1;
            while (tally[digit] < wanted)
                wanted -= tally[digit--];
            prefix |= (uint)digit << shift;
            mask |= (uint)(Digits - 1) << shift;
        }

        return (prefix, wanted);
    }

    // Orders like the number: sign bit flipped for positive ones, all bits for negative ones; both zeros are equal.
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
    }
}

/// <summary>Choosing the largest entries.</summary>
public static class BatchTopKSyntax
{
    /// <summary>1 at the <paramref name="keep"/> largest entries of the whole tensor (the first ones of equal entries), else 0.</summary>
    /// <exception cref="ShapeException">When there are fewer entries, or none is to be kept.</exception>
    public static Tensor BatchTopK(this Tensor x, long keep)
    {
        ArgumentNullException.ThrowIfNull(x);
        return keep >= 1 && keep <= x.Shape.Count
            ? x.Graph.Append(new BatchTopK(x.Shape.Count, keep), x.Shape, x)
            : throw new ShapeException($"BatchTopK: {keep} entries cannot be chosen of {x.Shape}.");
    }
}
