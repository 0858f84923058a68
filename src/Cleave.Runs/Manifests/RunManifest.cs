using System.Text;
using System.Text.Json;
using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Manifests;

/// <summary>
/// The files that a run wrote, checkpoints excepted, which have manifests of their own. A file is not listed while it is being
/// replaced, so a kill at any moment leaves no listed file that differs from its entry.
/// </summary>
public sealed record RunManifest
{
    /// <summary>The version that this program writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The name of the manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of the manifest's layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The files by name.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>SHA-256 of this document with this value empty.</summary>
    [System.Text.Json.Serialization.JsonPropertyOrder(1)]
    public string Sha256 { get; init; } = "";

    /// <summary>The entry of a file, or null where it has none.</summary>
    public ManifestFile? Find(string name) => Files.FirstOrDefault(f => f.Name == name);

    /// <summary>Reads the manifest of a run; null where there is none.</summary>
    /// <exception cref="InputException">When it cannot be read, is damaged, or comes from a newer program.</exception>
    public static RunManifest? Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(folder.Path, FileName);
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path), path) : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, failure);
        }
    }

    internal RunManifest With(IEnumerable<ManifestFile> files)
    {
        var added = files.ToDictionary(f => f.Name, StringComparer.Ordinal);
        return new RunManifest { Files = [.. Files.Where(f => !added.ContainsKey(f.Name)).Concat(added.Values).OrderBy(f => f.Name, StringComparer.Ordinal)] };
    }

    internal RunManifest Without(Func<string, bool> isTaken) => new() { Files = [.. Files.Where(f => !isTaken(f.Name))] };

    internal void Save(IDisk disk, RunFolder folder) =>
        DurableFile.Replace(disk, Path.Combine(folder.Path, FileName), SealedJson.Seal(JsonSerializer.Serialize(this with { Sha256 = "" }, RunJson.Files.RunManifest) + "\n"));

    private static RunManifest Parse(string text, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        FormatVersions.RefuseNewer(bytes, CurrentVersion, path);
        var manifest = JsonSerializer.Deserialize(bytes, RunJson.Default.RunManifest);
        return manifest?.Files is not null && SealedJson.IsIntact(text) && manifest.Files.All(IsOfRun) ? manifest : throw Damaged(path, null);
    }

    private static bool IsOfRun(ManifestFile? file) =>
        file is { IsWellFormed: true } && !Path.IsPathRooted(file.Name) && file.Name.Split('/', '\\').All(part => part.Length > 0 && part != "..");

    private static InputException Damaged(string path, Exception? cause) =>
        new($"{path}: expected the list of the run's files, found it damaged; restore it from a copy, or delete it and continue the run to have one made anew.", cause);
}
