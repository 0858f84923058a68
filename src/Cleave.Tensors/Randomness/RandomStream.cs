namespace Cleave.Tensors.Randomness;

/// <summary>
/// Random numbers for one purpose. Every number is a function of seed, purpose, step and position alone: there is no
/// hidden state, so nothing depends on what else was drawn or on threads.
/// </summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Purpose">What the numbers are for; other purposes give independent numbers.</param>
public readonly record struct RandomStream(ulong Seed, string Purpose)
{
    /// <summary>Seed and purpose as the key of the generator: FNV-1a over both, then mixed.</summary>
    public ulong Key
    {
        get
        {
            var hash = 0xcbf29ce484222325;
            for (var shift = 0; shift < 64; shift += 8)
                hash = (hash ^ (byte)(Seed >> shift)) * 0x100000001b3;
            foreach (var letter in Purpose)
            {
                hash = (hash ^ (byte)letter) * 0x100000001b3;
                hash = (hash ^ (byte)(letter >> 8)) * 0x100000001b3;
            }

            // FNV leaves the last bytes in the low bits; the mix spreads them over the key.
            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
            hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
            return hash ^ (hash >> 33);
        }
    }

    /// <summary>Fills with multiples of 2⁻²⁴ from [0, 1).</summary>
    public void Uniform(long step, Span<float> values) => Philox.FillUniform(Key, step, values);

    /// <summary>Fills with draws from the normal distribution with mean 0 and variance 1.</summary>
    public void Normal(long step, Span<float> values) => Philox.FillNormal(Key, step, values);

    /// <summary>Fills with whole numbers from 0 to <paramref name="below"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="below"/> is not positive.</exception>
    public void Integers(long step, int below, Span<int> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        var key = Key;
        for (var i = 0; i < values.Length; i++)
            values[i] = Below(key, step, i, below);
    }

    /// <summary>Puts the values in a random order, each order being equally likely.</summary>
    public void Shuffle<T>(long step, Span<T> values)
    {
        var key = Key;
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Below(key, step, i, i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The numbers from 0 to <paramref name="count"/> − 1 in a random order.</summary>
    public int[] Permutation(long step, int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        Shuffle<int>(step, order);
        return order;
    }

    private static int Below(ulong key, long step, int i, int below)
    {
        // 64 bits times the range: the bias of the upper part is below 2⁻³², which no experiment sees.
        var block = Philox.Block((ulong)i, (ulong)step, key);
        var bits = block.X | ((ulong)block.Y << 32);
        return (int)Math.BigMul(bits, (ulong)below, out _);
    }
}
