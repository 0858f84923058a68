using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Adversaries;

/// <summary>Which of its particles each element of the batch meets in a step: one for all sites and positions (VPD authors' code).</summary>
/// <param name="name">Names the random stream.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="batch">Elements.</param>
/// <param name="count">Particles of each element.</param>
public sealed class ParticleChoice(string name, ulong seed, int batch, int count)
{
    private readonly RandomStream _stream = new(seed, $"{name}/particles");

    /// <summary>Particles of each element.</summary>
    public int Count => count;

    /// <summary>Rows of the pool [batch · count, ..] that are met, [batch]: element b owns the rows from b · count.</summary>
    public Variable Rows { get; } = new($"{name}.rows", [batch]);

    /// <summary>Draws the choice of a step; it depends on nothing else, so it is no state.</summary>
    public void Draw(long step)
    {
        var rows = Rows.Span;
        _stream.Uniform(step, rows);
        for (var b = 0; b < rows.Length; b++)
            rows[b] = (b * count) + Math.Min(count - 1, (int)(rows[b] * count));
    }
}
