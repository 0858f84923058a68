using System.Globalization;
using System.Text.Json.Serialization;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Evaluations;

/// <summary>Whether a run had settled.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConvergenceState>))]
public enum ConvergenceState
{
    /// <summary>Too few rows were logged to say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Everything changed by no more than is allowed, and the noise is no larger than that.</summary>
    [JsonStringEnumMemberName("converged")]
    Converged,

    /// <summary>Something was still changing.</summary>
    [JsonStringEnumMemberName("not_converged")]
    NotConverged,

    /// <summary>Something may have been changing: the noise is too large to say.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,
}

/// <summary>How one logged number moved.</summary>
/// <param name="Name">Its name in metrics.</param>
/// <param name="Level">Its mean.</param>
/// <param name="Change">Change of the fitted line from end to end, as a share of the level.</param>
/// <param name="Noise">Standard error of that change from the residuals, as a share of the level.</param>
/// <param name="Moving">Whether it changed by more than is allowed and by more than the noise explains.</param>
public sealed record Drift(string Name, double Level, double Change, double Noise, bool Moving)
{
    /// <summary>Name of the series of important subcomponents.</summary>
    internal const string L0 = "l0";

    /// <summary>How much it may change, as a share of the level; null in documents of earlier versions, which allowed the standard.</summary>
    public double? Allowed { get; init; }

    /// <summary>Whether it changed by no more than is allowed, and the noise is no larger than that either.</summary>
    internal bool Settled => Math.Abs(Change) <= Allowance && Noise <= Allowance;

    internal double Allowance => Allowed ?? (Name == L0 ? ConvergenceBars.Standard.L0 : ConvergenceBars.Standard.Reconstruction);

    internal string Title => Name == L0 ? "L0" : $"the {Name} term";
}

/// <summary>
/// Whether a run had converged: lines are fitted to logged numbers over the last tenth of its training. A change beyond what is
/// allowed that a test at 5 % also tells from the noise of single batches means no. A change within it means yes where its
/// standard error is within it too. Anything else is undecided.
/// </summary>
public sealed record Convergence
{
    /// <summary>What follows from the numbers.</summary>
    public ConvergenceState State => Drifts.Count == 0 ? ConvergenceState.Unknown
        : Drifts.Any(d => d.Moving) ? ConvergenceState.NotConverged
        : Drifts.All(d => d.Settled) ? ConvergenceState.Converged
        : ConvergenceState.Undecided;

    /// <summary>Steps after which rows count.</summary>
    public required long AfterStep { get; init; }

    /// <summary>Rows that were logged since.</summary>
    public required int Rows { get; init; }

    /// <summary>L0 and the reconstruction; empty where the state is unknown.</summary>
    public required IReadOnlyList<Drift> Drifts { get; init; }

    /// <summary>In one sentence.</summary>
    [JsonIgnore]
    public string Sentence => State switch
    {
        ConvergenceState.Unknown => string.Create(CultureInfo.InvariantCulture,
            $"Convergence unknown: {Rows} rows were logged after step {AfterStep}, too few to fit a line."),
        ConvergenceState.Converged => $"Converged: {Changes(Drifts)}.",
        ConvergenceState.NotConverged => $"Not converged: {Changes(Drifts)}.",
        _ => $"Cannot say whether it had converged: {Changes(Drifts)}; {Rows} logged rows are too noisy to tell that from standing still or from moving on.",
    };

    private string Changes(IEnumerable<Drift> drifts) => string.Create(CultureInfo.InvariantCulture, $"after step {AfterStep} ")
        + string.Join(" and ", drifts.Select(d =>
            $"{d.Title} changed by {Words.Change(d.Change)}, give or take {Words.Percent(d.Noise)} (up to {Words.Percent(d.Allowance)} counts as settled)"));
}
