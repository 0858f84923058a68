using System.Globalization;
using System.Text.Json.Serialization;

namespace Cleave.Runs.Evaluations;

/// <summary>Whether a run had settled.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConvergenceState>))]
public enum ConvergenceState
{
    /// <summary>Too few rows were logged to say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>No change beyond what is allowed and beyond the noise was seen.</summary>
    [JsonStringEnumMemberName("converged")]
    Converged,

    /// <summary>Something was still changing.</summary>
    [JsonStringEnumMemberName("not_converged")]
    NotConverged,
}

/// <summary>How one logged number moved.</summary>
/// <param name="Name">Its name in metrics.</param>
/// <param name="Level">Its mean.</param>
/// <param name="Change">Change of the fitted line from end to end, as a share of the level.</param>
/// <param name="Noise">Standard error of that change from the residuals, as a share of the level.</param>
/// <param name="Moving">Whether it changed by more than is allowed and by more than the noise explains.</param>
public sealed record Drift(string Name, double Level, double Change, double Noise, bool Moving);

/// <summary>
/// Whether a run had converged: lines are fitted to logged numbers over the last tenth of its training. Not converged is a change of L0 by
/// more than 5 %, or of the reconstruction by more than 10 %, that a test at 5 % also tells from the noise of single batches.
/// Converged therefore means that no such change was seen, not that there is none: see the noise.
/// </summary>
public sealed record Convergence
{
    /// <summary>What follows from the numbers.</summary>
    public required ConvergenceState State { get; init; }

    /// <summary>Steps after which rows count.</summary>
    public required long AfterStep { get; init; }

    /// <summary>Rows that were logged since.</summary>
    public required int Rows { get; init; }

    /// <summary>L0 and the reconstruction; empty where the state is unknown.</summary>
    public required IReadOnlyList<Drift> Drifts { get; init; }

    /// <summary>In one sentence.</summary>
    [JsonIgnore]
    public string Sentence
    {
        get
        {
            var changes = string.Join(", ", Drifts.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Name} {100 * d.Change:+0.#;-0.#;0} ± {100 * d.Noise:0.#} %")));
            return State switch
            {
                ConvergenceState.Unknown => $"Convergence unknown: {Rows} rows were logged after step {AfterStep}, too few to fit a line.",
                ConvergenceState.Converged => $"Converged: {changes} after step {AfterStep} ({Rows} logged rows).",
                _ => $"Not converged: {changes} after step {AfterStep} ({Rows} logged rows).",
            };
        }
    }
}
