using System.Text.Json;
using Cleave.Formats;

namespace Cleave.Runs.Manifests;

/// <summary>Reads which version of its layout a document has, before the rest of it is looked at.</summary>
internal static class FormatVersions
{
    private const string Key = "format_version";
    private const string FirstKey = "formatVersion";

    /// <summary>Whether a document has the names of the first version, which were written in camel case.</summary>
    public static bool IsFirst(ReadOnlyMemory<byte> json) => Read(json) is { Key: FirstKey };

    /// <exception cref="InputException">When the document comes from a newer program.</exception>
    /// <exception cref="JsonException">When it is not JSON.</exception>
    public static void RefuseNewer(ReadOnlyMemory<byte> json, int newest, string path)
    {
        // A newer layout need not fit our record at all.
        if (Read(json) is { } found && found.Version > newest)
            throw new InputException($"{path}: {found.Key} is {found.Version} but this program reads up to {newest}; use the newer cleave that wrote it.");
    }

    private static (string Key, int Version)? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var key in (string[])[Key, FirstKey])
        {
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out var version)
                && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number))
            {
                return (key, number);
            }
        }

        return null;
    }
}
