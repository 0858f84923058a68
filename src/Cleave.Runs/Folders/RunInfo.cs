using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cleave.Formats;
using Cleave.Runs.Manifests;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Folders;

/// <summary>What a run is doing.</summary>
public enum RunStatus
{
    /// <summary>A process is at work, or was killed at it.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Stopped on request with a checkpoint.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>All steps are done.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>Stopped by an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The content of run.json: small, so that listing a hundred runs is instant.</summary>
public sealed record RunInfo
{
    /// <summary>The version that this program writes and the newest that it reads; the first had names in camel case, no manifest and no configs.</summary>
    public const int CurrentVersion = 2;

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

    /// <summary>SHA-256 of the configs that it has had, without what changes no result; the last one is in force. Empty for the first version.</summary>
    public IReadOnlyList<string> Configs { get; init; } = [];

    /// <summary>The last headline numbers by name.</summary>
    public IReadOnlyDictionary<string, double> Headline { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the result is good, when there is one; absent in runs of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerdictState? Verdict { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, RunJson.Files.RunInfo) + "\n";

    /// <summary>Reads a run.json.</summary>
    /// <exception cref="InputException">When it cannot be read, is damaged, or comes from a newer program.</exception>
    public static RunInfo Read(string path)
    {
        try
        {
            var json = File.ReadAllBytes(path);
            FormatVersions.RefuseNewer(json, CurrentVersion, path);
            var info = FormatVersions.IsFirst(json) ? ParseFirst(json) : JsonSerializer.Deserialize(json, RunJson.Default.RunInfo);
            // Absent properties are null here whatever their initialisers say.
            return info is { Name: not null, Recipe: not null, CodeVersion: not null }
                ? info with { Configs = info.Configs ?? [], Headline = info.Headline ?? new Dictionary<string, double>() }
                : throw Damaged(path, null);
        }
        catch (JsonException failure)
        {
            throw Damaged(path, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: expected a run description, found no readable file; name the folder of a run.", failure);
        }
    }

    private static RunInfo? ParseFirst(byte[] json)
    {
        var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
        // The first version wrote the status with a capital letter.
        if (node["status"] is JsonValue status && status.TryGetValue(out string? name))
            node["status"] = name.ToLowerInvariant();
        return node.Deserialize(FirstRunJson.Default.RunInfo);
    }

    private static InputException Damaged(string path, JsonException? failure) => new(
        $"{path}: expected a run description, found something else{(failure?.LineNumber is { } line ? $" at line {line + 1}" : "")}; restore the file or start a new run.", failure);
}
