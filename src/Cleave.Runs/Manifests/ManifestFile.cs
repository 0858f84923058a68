using System.Text.Json.Serialization;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Manifests;

/// <summary>A file as it must be found again.</summary>
/// <param name="Name">Its path within the folder, parts joined by '/'.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 in lower-case hex.</param>
public sealed record ManifestFile(string Name, long Length, string Sha256)
{
    private const int DigestLength = 64;

    /// <summary>Whether the file goes when a newer checkpoint comes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NewestOnly { get; init; }

    /// <summary>Whether a file that claims to hold this can mean it.</summary>
    [JsonIgnore]
    internal bool IsWellFormed => Name is { Length: > 0 } && !Name.Contains('\0', StringComparison.Ordinal) && Length >= 0 && Sha256 is { Length: DigestLength };

    /// <summary>Digests the file as it lies in a folder.</summary>
    internal static ManifestFile Of(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return new ManifestFile(name, new FileInfo(path).Length, DurableFile.Digest(path));
    }

    /// <summary>Compares the file in a folder with this; an empty answer means equal.</summary>
    public string Examine(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var found = new FileInfo(path);
            return !found.Exists ? $"{Name} is missing"
                : found.Length != Length ? $"{Name} has {found.Length} bytes instead of {Length}"
                : DurableFile.Digest(path) != Sha256 ? $"{Name} does not match its SHA-256"
                : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{Name} cannot be read";
        }
    }
}
