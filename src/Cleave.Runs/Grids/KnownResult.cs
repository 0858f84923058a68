using System.Text.Json.Serialization;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Grids;

/// <summary>What is kept of a finished cell beyond its run folder: everything that a report shows of it.</summary>
public sealed record KnownResult
{
    /// <summary>Name of the cell.</summary>
    public required string Cell { get; init; }

    /// <summary>What it stands for.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>SHA-256 of its config without the keys that change no result (<see cref="ConfigDrift.Digest"/>).</summary>
    public required string Config { get; init; }

    /// <summary>Version of the program that made it, with the commit where known.</summary>
    public required string Code { get; init; }

    /// <summary>Its evaluation without the spectra of mean importances, or null when it failed.</summary>
    public EvaluationDocument? Evaluation { get; init; }

    /// <summary>Seconds of training.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why it failed, in one sentence, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>What is kept of a result that was made here.</summary>
    public static KnownResult Of(CellResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Known ?? new KnownResult
        {
            Cell = result.Cell.Name,
            Labels = result.Cell.Labels,
            Config = ConfigDrift.Digest(result.Cell.Recipe.Text),
            Code = CodeVersion.Current,
            // A number for each subcomponent would be most of a file that is meant to be committed, and no report shows it. The verdict follows
            // from the numbers and the config's bars.
            Evaluation = result.Evaluation is { } full ? full with { Verdict = null, Sites = [.. full.Sites.Select(s => s with { MeanImportance = [] })] } : null,
            Seconds = result.Seconds,
            Failure = result.Failure,
        };
    }

    /// <summary>The result of a cell that need not be run again.</summary>
    internal CellResult For(Cell cell, RunFolder folder) => new(cell, folder, Evaluation, Seconds, Failure) { Known = this };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(KnownResult))]
internal sealed partial class KnownResultJson : JsonSerializerContext;
