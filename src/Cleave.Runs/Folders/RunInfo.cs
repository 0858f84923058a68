using System.Text.Json;
using System.Text.Json.Serialization;
using Cleave.Formats;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Folders;

/// <summary>What a run is doing.</summary>
public enum RunStatus
{
    /// <summary>A process is at work, or was killed at it.</summary>
    Running,

    /// <summary>Stopped on request with a checkpoint.</summary>
    Interrupted,

    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>Stopped by an error.</summary>
    Failed,
}

/// <summary>The content of run.json: small, so that listing a hundred runs is instant.</summary>
public sealed record RunInfo
{
    /// <summary>The version that this program writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the run folder's layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe it was started from.</summary>
    public required string Recipe { get; init; }

    /// <summary>What it is doing.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Finished steps.</summary>
    public long Step { get; init; }

    /// <summary>Steps to do in all.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When this file was last written.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The last headline numbers by name.</summary>
    public IReadOnlyDictionary<string, double> Headline { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the result is good, when there is one; absent in runs of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerdictState? Verdict { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.RunInfo) + "\n";

    /// <summary>Reads a run.json.</summary>
    public static RunInfo Read(string path)
    {
        try
        {
            var info = JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunInfo)
                ?? throw new InputException($"{path}: expected an object, found null; restore the file or start a new run.");

            return info.FormatVersion <= CurrentVersion ? info : throw new InputException(
                $"{path}: formatVersion is {info.FormatVersion} but this program reads up to {CurrentVersion}; use the newer cleave that wrote it.");
        }
        catch (JsonException failure)
        {
            throw new InputException($"{path}: expected a run description, found {failure.Message} Restore the file or start a new run.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: expected a run description, found no readable file; name the folder of a run.", failure);
        }
    }
}
