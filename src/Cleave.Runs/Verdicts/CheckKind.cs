using Cleave.Runs.Evaluations;

namespace Cleave.Runs.Verdicts;

/// <summary>Something that a verdict looks at.</summary>
public sealed record CheckKind
{
    /// <summary>Its name in configs and documents.</summary>
    public required string Name { get; init; }

    /// <summary>Why it matters, in one line.</summary>
    public required string Why { get; init; }

    /// <summary>The number that is held against the bar, or null where the target has none.</summary>
    public required Func<EvaluationDocument, double?> Measure { get; init; }

    /// <summary>The number said in plain words.</summary>
    public required Func<double, EvaluationDocument, string> Fact { get; init; }

    /// <summary>A bar as text.</summary>
    public Func<double, string> Text { get; init; } = Words.Percent;

    /// <summary>Whether a number is so bad that it is told before all others.</summary>
    public Func<double, bool> Alarms { get; init; } = _ => false;

    /// <summary>Whether larger numbers are better.</summary>
    public bool AtLeast { get; init; }

    /// <summary>Whether it is told of a good result too.</summary>
    public bool Told { get; init; }

    /// <summary>Standard error of the number from the few held-out rows, or null where that is not known.</summary>
    public Func<EvaluationDocument, double?> Noise { get; init; } = _ => null;

    /// <summary>Whether a number reaches a bar; what is not a number reaches none.</summary>
    public bool Reaches(double measured, double bar) => AtLeast ? measured >= bar : measured <= bar;

    /// <summary>How far a number lies beyond a bar; larger is worse.</summary>
    internal double Excess(double measured, double bar)
    {
        var excess = AtLeast ? (1 - measured) / Math.Max(1 - bar, 1e-3) : measured / Math.Max(bar, 1e-3);
        return double.IsNaN(excess) ? double.PositiveInfinity : excess;
    }
}
