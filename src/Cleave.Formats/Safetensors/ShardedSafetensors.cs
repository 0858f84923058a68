using System.Text.Json;
using Cleave.Formats.Files;
using Cleave.Formats.Json;

namespace Cleave.Formats.Safetensors;

/// <summary>Reads <c>model.safetensors.index.json</c> and the files it joins, all of which lie in its own folder.</summary>
public static class ShardedSafetensors
{
    private const long LargestIndex = 16 << 20;

    /// <summary>Reads every tensor that the index lists.</summary>
    /// <exception cref="InputException">The index or a file is wrong, a file lies outside the folder, or they disagree.</exception>
    public static SafetensorsFile Read(string indexPath)
    {
        var root = StrictJson.Parse(InputFile.ReadAll(indexPath, LargestIndex), indexPath);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"{indexPath}: expected an object with the key 'weight_map' that names a file for each tensor, export the model again.");
        }
        var places = StrictJson.Guard(indexPath, () => map.EnumerateObject().Select(p => (Tensor: p.Name, Shard: ShardName(indexPath, p))).ToList());
        string folder = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        var names = places.Select(place => place.Shard).Distinct(StringComparer.Ordinal).ToList();
        MemoryReckoning.Refuse($"{indexPath}: reading its {names.Count} files", names.Sum(name => Length(Path.Combine(folder, name))), "use a smaller model");
        var shards = names.ToDictionary(name => name, name => SafetensorsFile.Read(Path.Combine(folder, name)), StringComparer.Ordinal);
        RefuseRepeats(indexPath, shards);
        var tensors = places.ConvertAll(place => shards[place.Shard].Find(place.Tensor) ?? throw new InputException(
            $"{indexPath}: tensor '{Printable.Name(place.Tensor)}' is missing from {place.Shard}, download that file again."));
        RefuseUnlisted(indexPath, places.Select(place => place.Tensor), shards);
        return new SafetensorsFile(indexPath, tensors, new Dictionary<string, string>())
        {
            Notes = TotalNote(indexPath, root, tensors.Sum(tensor => (long)tensor.Bytes.Length)),
        };
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string ShardName(string indexPath, JsonProperty place)
    {
        string? name = place.Value.ValueKind == JsonValueKind.String ? place.Value.GetString() : null;
        bool plain = name is { Length: > 0 and <= 255 } && name[0] != '.' && name.EndsWith(".safetensors", StringComparison.Ordinal)
            && name.IndexOfAny(['/', '\\', ':', '\0']) < 0 && Printable.IsVisible(name);
        return plain ? name! : throw new InputException(
            $"{indexPath}: tensor '{Printable.Name(place.Name)}' names the file {StrictJson.Describe(place.Value)} but only plain names of .safetensors files in the same folder are read, correct the index.");
    }

    private static void RefuseRepeats(string indexPath, Dictionary<string, SafetensorsFile> shards)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shard, file) in shards)
        {
            foreach (var tensor in file.Tensors)
            {
                if (!seen.TryAdd(tensor.Name, shard))
                {
                    throw new InputException($"{indexPath}: tensor '{Printable.Name(tensor.Name)}' is in {seen[tensor.Name]} and in {shard}, remove one.");
                }
            }
        }
    }

    private static void RefuseUnlisted(string indexPath, IEnumerable<string> listed, Dictionary<string, SafetensorsFile> shards)
    {
        var known = listed.ToHashSet(StringComparer.Ordinal);
        var extra = shards.Values.SelectMany(file => file.Tensors).Select(tensor => tensor.Name).Where(name => !known.Contains(name)).ToList();
        if (extra.Count > 0)
        {
            throw new InputException($"{indexPath}: the files hold tensors the index does not list ({Printable.List(extra)}), export the model again.");
        }
    }

    /// <summary>Nothing depends on the total, and tools that split models often write it wrong.</summary>
    private static IReadOnlyList<string> TotalNote(string indexPath, JsonElement root, long found)
    {
        bool wrong = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("total_size", out var total)
            && !(total.ValueKind == JsonValueKind.Number && total.TryGetDouble(out double bytes) && bytes == found);
        return wrong
            ? [$"{indexPath}: total_size is {StrictJson.Describe(metadata.GetProperty("total_size"))} but the tensors hold {found} bytes; all that the index lists are there, so the total is ignored."]
            : [];
    }
}
