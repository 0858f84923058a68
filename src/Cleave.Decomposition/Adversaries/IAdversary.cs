using Cleave.Decomposition.Masks;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Adversaries;

/// <summary>A mask source that searches for the worst masks: it ascends on its sources before, and perhaps with, the main backward pass.</summary>
public interface IAdversary : IMaskSource
{
    /// <inheritdoc/>
    IAdversary? IMaskSource.Adversary => this;

    /// <summary>What it searches over.</summary>
    Sources Sources { get; }

    /// <summary>How it moves.</summary>
    IAscent Ascent { get; }

    /// <summary>Ascents on each batch before the losses.</summary>
    int InnerAscents { get; }

    /// <summary>Whether one more ascent uses the source gradient that the main backward pass gives for free.</summary>
    bool AscendsWithMainBackward { get; }

    /// <summary>Prepares the sources of a step.</summary>
    void Begin(long step);

    /// <summary>Step size at a training step.</summary>
    float Rate(long step, long steps);
}

/// <summary>
/// Persistent PGD: sources and Adam moments live across steps, not tied to data; each slot attacks whatever lands there next.
/// The rate follows training steps, the bias correction counts ascents (VPD authors' code, persistent PGD).
/// </summary>
public sealed class PersistentAdversary(Sources sources, IAscent ascent, Schedule rate, int innerAscents) : IAdversary
{
    /// <inheritdoc/>
    public Sources Sources => sources;

    /// <inheritdoc/>
    public IAscent Ascent => ascent;

    /// <inheritdoc/>
    public int InnerAscents => innerAscents;

    /// <inheritdoc/>
    public bool AscendsWithMainBackward => true;

    /// <inheritdoc/>
    public void Begin(long step) => sources.Choose(step);

    /// <inheritdoc/>
    public float Rate(long step, long steps) => rate.At(step, steps);

    /// <inheritdoc/>
    public IReadOnlyDictionary<Sites.Site, Mask> Masks(MaskContext context) => sources.Masks(context);
}

/// <summary>Fresh PGD: new random sources each batch, sign steps of a fixed size, no memory (VPD, adversarial reconstruction).</summary>
public sealed class FreshAdversary(Sources sources, ulong seed, int steps, float stepSize) : IAdversary
{
    /// <inheritdoc/>
    public Sources Sources => sources;

    /// <inheritdoc/>
    public IAscent Ascent { get; } = new SignAscent(sources.Group);

    /// <inheritdoc/>
    public int InnerAscents => steps;

    /// <inheritdoc/>
    public bool AscendsWithMainBackward => false;

    /// <inheritdoc/>
    public void Begin(long step)
    {
        sources.Initialise(seed, step);
        sources.Choose(step);
    }

    /// <inheritdoc/>
    public float Rate(long step, long steps) => stepSize;

    /// <inheritdoc/>
    public IReadOnlyDictionary<Sites.Site, Mask> Masks(MaskContext context) => sources.Masks(context);
}
