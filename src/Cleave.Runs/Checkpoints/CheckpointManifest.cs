using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Checkpoints;

/// <summary>Written last: a checkpoint without a readable manifest is not a checkpoint.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The version that this program writes and the newest that it reads; the first had names in camel case and no digest of itself.</summary>
    public const int CurrentVersion = 2;

    private const long Longest = 1 << 20;

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

        if (Bytes(path) is not { } text)
        {
            reason = $"{FileName} is missing or cannot be read";

            return null;
        }

        try
        {
            FormatVersions.RefuseNewer(text, CurrentVersion, path);
            var first = FormatVersions.IsFirst(text);
            var manifest = JsonSerializer.Deserialize(text, first ? FirstRunJson.Default.CheckpointManifest : RunJson.Default.CheckpointManifest);
            reason = Complaint(manifest, first || SealedJson.IsIntact(Encoding.UTF8.GetString(text)));

            return reason.Length == 0 ? manifest : null;
        }
        catch (JsonException)
        {
            reason = $"{FileName} is not valid JSON";

            return null;
        }
    }

    private static byte[]? Bytes(string path)
    {
        try
        {
            return InputFile.ReadAll(path, Longest);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static string Complaint(CheckpointManifest? manifest, bool isIntact) =>
        manifest?.Files is null || manifest.ConfigHash is null || !manifest.Files.All(file => file is { IsWellFormed: true }) ? $"{FileName} is incomplete"
        : !isIntact ? $"{FileName} does not match its SHA-256"
        : manifest.Files.Any(file => Path.GetFileName(file.Name) != file.Name)
            ? $"{FileName} names a file outside its folder"
        : manifest.Files.DistinctBy(file => file.Name).Count() != manifest.Files.Count ? $"{FileName} names a file twice"
        : "";
}
