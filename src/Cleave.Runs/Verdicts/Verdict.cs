using System.Text.Json.Serialization;
using Cleave.Runs.Evaluations;

namespace Cleave.Runs.Verdicts;

/// <summary>What a result is worth, best first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictState>))]
public enum VerdictState
{
    /// <summary>Every check reached its good value.</summary>
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>Some good values were missed, no usable one.</summary>
    [JsonStringEnumMemberName("usable")]
    Usable,

    /// <summary>There is nothing to judge by.</summary>
    [JsonStringEnumMemberName("cannot_say")]
    CannotSay,

    /// <summary>A usable value was missed.</summary>
    [JsonStringEnumMemberName("not_good")]
    NotGood,
}

/// <summary>Whether a result is good, by the bars of its config.</summary>
/// <param name="State">In a word.</param>
/// <param name="Sentence">In a sentence or two of plain words.</param>
/// <param name="Checks">What it rests on.</param>
public sealed record Verdict(VerdictState State, string Sentence, IReadOnlyList<Check> Checks)
{
    private const int Said = 3;   // the checks hold the rest

    /// <summary>Whether a result of this verdict may be built on.</summary>
    [JsonIgnore]
    public bool Acceptable => State is VerdictState.Good or VerdictState.Usable;

    /// <summary>How far a result lies from being usable: failed checks, then how far the worst missed its bar.</summary>
    [JsonIgnore]
    internal (int Failed, double Excess) Distance =>
        (Checks.Count(c => c.Outcome == CheckOutcome.Failed), Checks.Where(c => !c.Passed).Select(c => c.Excess).DefaultIfEmpty(0).Max());

    /// <summary>Judges a result.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="bars">The bars of the config, or null where it states none.</param>
    public static Verdict Of(EvaluationDocument result, VerdictBars? bars)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (bars is null)
            return Unknown("this config has no section 'verdict' with the numbers that a good result must reach.");
        if (result.ZeroAblation == 0)
            return Unknown("removing everything does not change the output, so there is no scale to judge by.");
        Check[] checks =
        [
            .. from kind in CheckKinds.All
               let measured = kind.Measure(result)
               where measured is not null && bars.Checks.ContainsKey(kind.Name)
               select Check.Of(kind, measured.Value, bars.Checks[kind.Name], result),
            .. bars.Convergence is { } settled && result.Convergence is { } convergence ? [ConvergenceCheck.Of(convergence, settled)] : (Check[])[],
        ];
        if (checks.All(c => c.Outcome == CheckOutcome.Undecided))
            return Unknown("none of the checks of this config applies to what was measured.") with { Checks = checks };
        var state = checks.Any(c => c.Outcome == CheckOutcome.Failed) ? VerdictState.NotGood
            : checks.Any(c => c.Outcome == CheckOutcome.Reserved) ? VerdictState.Usable
            : VerdictState.Good;
        return new Verdict(state, Tell(state, checks), checks);
    }

    /// <summary>A state as people read it.</summary>
    public static string Name(VerdictState state) => state switch
    {
        VerdictState.Good => "good",
        VerdictState.Usable => "usable with reservations",
        VerdictState.NotGood => "not good",
        _ => "cannot say",
    };

    private static Verdict Unknown(string reason) => new(VerdictState.CannotSay, $"Cannot say whether this is good: {reason}", []);

    private static string Tell(VerdictState state, Check[] checks)
    {
        if (state == VerdictState.Good)
        {
            var told = CheckKinds.All.Where(k => k.Told).Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
            var facts = string.Join("; ", checks.Where(c => told.Contains(c.Name) || c.WithinNoise).Select(c => c.Fact));
            var open = checks.Where(c => c.Outcome == CheckOutcome.Undecided).Select(c => $" But {c.Fact}.");
            return $"Good: {(facts.Length > 0 ? facts : $"all {checks.Length} checks reach their good values")}.{string.Concat(open)}";
        }

        var outcome = state == VerdictState.NotGood ? CheckOutcome.Failed : CheckOutcome.Reserved;
        Check[] missed = [.. checks.Where(c => c.Outcome == outcome).OrderByDescending(c => c.Alarming).ThenByDescending(c => c.Excess)];
        var more = missed.Length > Said ? $"; and {missed.Length - Said} more of {checks.Length} checks" : "";
        return $"{(state == VerdictState.NotGood ? "Not good" : "Usable with reservations")}: {string.Join("; ", missed.Take(Said).Select(c => c.Fact))}{more}.";
    }
}
