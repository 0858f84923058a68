using System.Text.Json;

namespace Cleave.Formats.Llama2c;

/// <summary>Which files make up a model: those that reading it reads.</summary>
public static class LlamaFiles
{
    private const string IndexName = "model.safetensors.index.json";
    private const string Ending = ".safetensors";

    /// <summary>The files of a model that exist, by path.</summary>
    /// <param name="path">A model file, the index that joins several, or their folder.</param>
    public static IReadOnlyList<string> Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isWhole = Directory.Exists(path) || path.EndsWith(Ending + ".index.json", StringComparison.OrdinalIgnoreCase);
        bool isTensors = path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            return [];
        }
        string[] around = isWhole || isTensors ? Directory.GetFiles(folder) : [];
        IEnumerable<string> weights = isWhole ? Weights(folder, around) : [path];
        string[] settings = [.. (Find(around, "config.json") ?? Find(around, "info.json")) is { } found ? [found] : Array.Empty<string>()];
        return [.. weights.Concat(settings).Where(File.Exists).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Weights(string folder, string[] around) =>
        Find(around, IndexName) is { } index ? [index, .. Shards(index).Select(name => Path.Combine(folder, name))]
        : Find(around, "model" + Ending) is { } usual ? [usual]
        : around.Where(file => file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase));

    private static string? Find(string[] files, string name) =>
        files.Where(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).LastOrDefault();

    private static IEnumerable<string> Shards(string index)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("weight_map", out var map) && map.ValueKind == JsonValueKind.Object
                ? [.. map.EnumerateObject().Select(place => place.Value.ToString()).Where(name => name.Length > 0 && Path.GetFileName(name) == name)]
                : [];
        }
        catch (JsonException)
        {
            // Whoever reads the model says what is wrong with its index.
            return [];
        }
    }
}
