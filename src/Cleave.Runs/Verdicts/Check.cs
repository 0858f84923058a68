using System.Text.Json.Serialization;

namespace Cleave.Runs.Verdicts;

/// <summary>How a check came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
public enum CheckOutcome
{
    /// <summary>The good value was reached.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>The good value was missed, the usable one reached.</summary>
    [JsonStringEnumMemberName("reserved")]
    Reserved,

    /// <summary>Both were missed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>What was measured does not allow to tell.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,
}

/// <summary>One check of a verdict.</summary>
public sealed record Check
{
    /// <summary>Its name, as in the config's verdict section.</summary>
    public required string Name { get; init; }

    /// <summary>The number; null for convergence that nothing was logged of.</summary>
    public double? Measured { get; init; }

    /// <summary>The bar of a good result.</summary>
    public required double Good { get; init; }

    /// <summary>The bar of a usable one; null where missing the good one is only a reservation.</summary>
    public double? Usable { get; init; }

    /// <summary>Whether larger numbers are better; smaller ones are otherwise.</summary>
    public bool AtLeast { get; init; }

    /// <summary>Standard error of the number over held-out rows; null where it is not known.</summary>
    public double? Noise { get; init; }

    /// <summary>Whether the number lies so near the bar that decided, two standard errors, that other rows might turn the outcome.</summary>
    public bool WithinNoise { get; init; }

    /// <summary>How it came out.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Whether the good value was reached.</summary>
    public bool Passed => Outcome == CheckOutcome.Passed;

    /// <summary>The number in plain words, with the bar where it was missed.</summary>
    public required string Fact { get; init; }

    /// <summary>Why it matters, in one line.</summary>
    public required string Why { get; init; }

    /// <summary>Whether it is told before all others.</summary>
    [JsonIgnore]
    public bool Alarming { get; init; }

    /// <summary>How far beyond the bar that decided; larger is worse.</summary>
    [JsonIgnore]
    public double Excess { get; init; }

    /// <summary>The check of a number against its bar.</summary>
    internal static Check Of(CheckKind kind, double measured, Bar bar, Evaluations.EvaluationDocument result)
    {
        var outcome = kind.Reaches(measured, bar.Good) ? CheckOutcome.Passed
            : bar.Usable is { } usable && !kind.Reaches(measured, usable) ? CheckOutcome.Failed
            : CheckOutcome.Reserved;
        var decided = outcome == CheckOutcome.Failed ? bar.Usable!.Value : bar.Good;
        var noise = kind.Noise(result);
        var within = noise is { } error && Math.Abs(measured - decided) < 2 * error;
        var wanted = $"{(outcome == CheckOutcome.Failed ? "usable" : "good")}: {(kind.AtLeast ? "at least" : "at most")} {kind.Text(decided)}";
        var aside = outcome == CheckOutcome.Passed
            ? within ? $" (within the noise of the bar, {kind.Text(decided)})" : ""
            : $" ({wanted}{(within ? ", which is within the noise" : "")})";
        return new Check
        {
            Name = kind.Name,
            Measured = measured,
            Good = bar.Good,
            Usable = bar.Usable,
            AtLeast = kind.AtLeast,
            Noise = noise,
            WithinNoise = within,
            Outcome = outcome,
            Fact = kind.Fact(measured, result) + aside,
            Why = kind.Why,
            Alarming = kind.Alarms(measured),
            Excess = kind.Excess(measured, decided),
        };
    }
}
