namespace Cleave.Runs.Verdicts;

/// <summary>What a measured number is held against.</summary>
/// <param name="Good">A good result reaches it.</param>
/// <param name="Usable">A result that misses this one too is not good; null where missing the good value is only a reservation.</param>
public sealed record Bar(double Good, double? Usable);

/// <summary>How much a logged number may change over the last tenth of training in a run that counts as settled, as shares of its level.</summary>
/// <param name="L0">For the important subcomponents a position.</param>
/// <param name="Reconstruction">For the reconstruction term.</param>
public sealed record ConvergenceBars(double L0, double Reconstruction)
{
    /// <summary>For configs that state none.</summary>
    public static ConvergenceBars Standard { get; } = new(0.05, 0.1);
}

/// <summary>The bars of a config: what its results must reach to be called good or usable.</summary>
/// <param name="Checks">By the name of the <see cref="CheckKind"/>; a check without a bar is not made.</param>
/// <param name="Convergence">How settled a run must be; null where that is not looked at.</param>
public sealed record VerdictBars(IReadOnlyDictionary<string, Bar> Checks, ConvergenceBars? Convergence);
