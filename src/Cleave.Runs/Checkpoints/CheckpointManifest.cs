using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Checkpoints;

/// <summary>Written last: a checkpoint without a readable manifest is not a checkpoint.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The version that this program writes and the newest that it reads; the first had names in camel case and no digest of itself.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The name of the manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of the checkpoint's layout.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The number of finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>Whether retention must keep it for ever.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>SHA-256 of the effective configuration.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Every other file of the checkpoint.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>SHA-256 of this document with this value empty.</summary>
    [JsonPropertyOrder(1)]
    public string Sha256 { get; init; } = "";

    internal string ToJson() => SealedJson.Seal(JsonSerializer.Serialize(this with { Sha256 = "" }, RunJson.Files.CheckpointManifest));

    /// <summary>Reads a manifest; null with a reason when it is not one of ours, an exception when it is from a newer program.</summary>
    internal static CheckpointManifest? TryRead(string folder, out string reason)
    {
        var path = Path.Combine(folder, FileName);

        try
        {
            var text = File.ReadAllText(path);
            var bytes = Encoding.UTF8.GetBytes(text);
            FormatVersions.RefuseNewer(bytes, CurrentVersion, path);
            var first = FormatVersions.IsFirst(bytes);
            var manifest = JsonSerializer.Deserialize(bytes, first ? FirstRunJson.Default.CheckpointManifest : RunJson.Default.CheckpointManifest);
            reason = Complaint(manifest, first || SealedJson.IsIntact(text));

            return reason.Length == 0 ? manifest : null;
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            reason = failure is JsonException ? $"{FileName} is not valid JSON" : $"{FileName} is missing or cannot be read";

            return null;
        }
    }

    private static string Complaint(CheckpointManifest? manifest, bool isIntact) =>
        manifest?.Files is null || manifest.ConfigHash is null || !manifest.Files.All(file => file is { IsWellFormed: true }) ? $"{FileName} is incomplete"
        : !isIntact ? $"{FileName} does not match its SHA-256"
        : manifest.Files.Any(file => Path.GetFileName(file.Name) != file.Name)
            ? $"{FileName} names a file outside its folder"
        : "";
}
