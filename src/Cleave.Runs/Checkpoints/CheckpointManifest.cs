using System.Text.Json;
using Cleave.Formats;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Checkpoints;

/// <summary>A file of a checkpoint as it must be found again.</summary>
public sealed record ManifestFile(string Name, long Length, string Sha256);

/// <summary>Written last: a checkpoint without a readable manifest is not a checkpoint.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The version that this program writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

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

    internal string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.CheckpointManifest);

    /// <summary>Reads a manifest; null with a reason when it is not one of ours, an exception when it is from a newer program.</summary>
    internal static CheckpointManifest? TryRead(string folder, out string reason)
    {
        var path = Path.Combine(folder, FileName);

        try
        {
            var text = File.ReadAllText(path);
            RefuseNewer(text, path);
            var manifest = JsonSerializer.Deserialize(text, RunJson.Default.CheckpointManifest)!;
            reason = Complaint(manifest);

            return reason.Length == 0 ? manifest : null;
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            reason = failure is JsonException ? $"{FileName} is not valid JSON" : $"{FileName} is missing or cannot be read";

            return null;
        }
    }

    private static string Complaint(CheckpointManifest? manifest) =>
        manifest?.Files is null || manifest.ConfigHash is null ? $"{FileName} is incomplete"
        : manifest.Files.Any(file => file?.Name is null || file.Name.Length == 0 || Path.GetFileName(file.Name) != file.Name)
            ? $"{FileName} names a file outside its folder"
        : "";

    private static void RefuseNewer(string text, string path)
    {
        using var document = JsonDocument.Parse(text);

        // Looked at before the rest, because a newer layout need not fit our record at all.
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("formatVersion", out var version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number > CurrentVersion)
        {
            throw new InputException(
                $"{path}: formatVersion is {number} but this program reads up to {CurrentVersion}; use the newer cleave that wrote it.");
        }
    }
}
