using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Llama2c;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Inputs;

/// <summary>Something that a run reads and does not own, as it was when the run was started.</summary>
public sealed record RunInput
{
    /// <summary>The role of the network to take apart.</summary>
    public const string ModelRole = "model";

    /// <summary>The role of its tokenizer.</summary>
    public const string TokenizerRole = "tokenizer";

    /// <summary>The role of the text.</summary>
    public const string TextRole = "text";

    /// <summary>What it is to the run: model, tokenizer or text.</summary>
    public required string Role { get; init; }

    /// <summary>The config's path to it, or null where the config names none.</summary>
    public string? Given { get; init; }

    /// <summary>Where it lies: the path of a file or, for a model, of a folder.</summary>
    public required string Place { get; init; }

    /// <summary>The same from the run's folder, for runs that are copied together with their inputs; parts are joined by '/'.</summary>
    public required string PlaceFromRun { get; init; }

    /// <summary>Its files, named from their folder.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>The folder that holds its files.</summary>
    [JsonIgnore]
    public string Folder => FolderOf(Place);

    [JsonIgnore]
    internal bool IsWellFormed => Role is not null && Files is not null && Files.All(f => f is { IsWellFormed: true }) && IsPath(Place) && IsPath(PlaceFromRun) && (Given is null || IsPath(Given));

    /// <summary>Digests an input as it lies there; files that do not exist are left out.</summary>
    /// <exception cref="InputException">When a file cannot be read.</exception>
    public static RunInput Of(string role, string place, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var full = Path.GetFullPath(place);
        var files = role == ModelRole ? LlamaFiles.Of(full) : File.Exists(full) ? [full] : [];
        return new RunInput
        {
            Role = role,
            Place = full,
            PlaceFromRun = Path.GetRelativePath(run.Path, full).Replace('\\', '/'),
            Files = [.. files.Select(Digest)],
        };
    }

    /// <summary>The first difference from another input's files, as a path and what was expected and found there; null where there is none.</summary>
    internal (string Path, ManifestFile? Expected, ManifestFile? Found)? Difference(RunInput found)
    {
        // One file may have another name than before: what it holds is what counts.
        if (Files is [var mine] && found.Files is [var theirs])
            return (mine.Length, mine.Sha256) == (theirs.Length, theirs.Sha256) ? null : (Path.Combine(found.Folder, theirs.Name), mine, theirs);
        foreach (var name in Files.Concat(found.Files).Select(f => f.Name).Distinct(StringComparer.Ordinal))
        {
            var (expected, other) = (Files.FirstOrDefault(f => f.Name == name), found.Files.FirstOrDefault(f => f.Name == name));
            if (expected != other)
                return (Path.Combine(found.Folder, name), expected, other);
        }

        return null;
    }

    private static ManifestFile Digest(string path)
    {
        using var handle = InputFile.Open(path, out var length);
        using var stream = new FileStream(handle, FileAccess.Read);
        return new ManifestFile(Path.GetFileName(path), length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static bool IsPath(string? text) => text is { Length: > 0 } && !text.Contains('\0', StringComparison.Ordinal);

    private static string FolderOf(string place) => Directory.Exists(place) ? place : Path.GetDirectoryName(Path.GetFullPath(place))!;
}
