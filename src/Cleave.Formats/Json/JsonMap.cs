using System.Text.Json;
using Cleave.Formats.Files;

namespace Cleave.Formats.Json;

/// <summary>A JSON object read strictly: duplicate keys, wrong types and numbers that are not finite are input errors.</summary>
public sealed class JsonMap
{
    private readonly string _file;
    private readonly Dictionary<string, JsonElement> _values;

    private JsonMap(string file, JsonElement element)
    {
        _file = file;
        _values = element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    /// <summary>The keys in file order.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>Reads a file that holds one JSON object.</summary>
    /// <exception cref="InputException">Not readable, above 16 MiB, or not one strict JSON object.</exception>
    public static JsonMap Read(string path) => Parse(InputFile.ReadAll(path, 16 << 20), path);

    /// <summary>Parses UTF-8 text that holds one JSON object.</summary>
    /// <param name="bytes">The text; a byte order mark is skipped.</param>
    /// <param name="file">The name that messages give.</param>
    /// <exception cref="InputException">Not one strict JSON object.</exception>
    public static JsonMap Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var root = StrictJson.Parse(bytes, file);
        return root.ValueKind == JsonValueKind.Object
            ? StrictJson.Guard(file, () => new JsonMap(file, root))
            : throw new InputException($"{file}: expected a JSON object but found {StrictJson.Describe(root)}, wrap it in braces.");
    }

    /// <summary>Whether <paramref name="key"/> is present and not null.</summary>
    public bool Has(string key) => _values.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The text at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, or not text.</exception>
    public string Text(string key) => Value(key, "text", JsonValueKind.String) is var value
        ? StrictJson.Guard(_file, () => value.GetString()!)
        : "";

    /// <summary>The whole number at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, or not a whole number of 64 bits.</exception>
    public long Integer(string key)
    {
        var value = Value(key, "a whole number", JsonValueKind.Number);
        return value.TryGetInt64(out long number) ? number : throw Wrong(key, "a whole number", value);
    }

    /// <summary>The finite number at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, not a number, or not finite.</exception>
    public double Number(string key)
    {
        var value = Value(key, "a finite number", JsonValueKind.Number);
        return value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Wrong(key, "a finite number", value);
    }

    /// <summary>The truth value at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, or neither true nor false.</exception>
    public bool Flag(string key) => Value(key, "true or false", JsonValueKind.True, JsonValueKind.False).ValueKind == JsonValueKind.True;

    /// <summary>A size at <paramref name="key"/>: a whole number from 1 to 2^24.</summary>
    /// <exception cref="InputException">Missing, or not such a number.</exception>
    public int Size(string key)
    {
        long value = Integer(key);
        return value is >= 1 and <= 1 << 24
            ? (int)value
            : throw new InputException($"{_file}: key '{key}' must lie between 1 and {1 << 24} but is {value}, correct it.");
    }

    /// <summary>The texts of the list at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, not a list, or not of texts.</exception>
    public IReadOnlyList<string> Texts(string key)
    {
        var list = Value(key, "a list of texts", JsonValueKind.Array);
        return [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
            ? StrictJson.Guard(_file, () => item.GetString()!)
            : throw Wrong(key, "a list of texts", list))];
    }

    /// <summary>The object at <paramref name="key"/>.</summary>
    /// <exception cref="InputException">Missing, or not an object.</exception>
    public JsonMap Map(string key)
    {
        var value = Value(key, "an object", JsonValueKind.Object);
        return StrictJson.Guard(_file, () => new JsonMap($"{_file} {Printable.Name(key)}", value));
    }

    private JsonElement Value(string key, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            throw new InputException($"{_file}: key '{key}' is missing, add it with {expected}.");
        }
        return kinds.Contains(value.ValueKind) ? value : throw Wrong(key, expected, value);
    }

    private InputException Wrong(string key, string expected, JsonElement found)
        => new($"{_file}: key '{key}' must be {expected} but is {StrictJson.Describe(found)}, correct it.");
}
