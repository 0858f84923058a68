using System.Text.Json;
using Cleave.Formats.Files;

namespace Cleave.Formats.Safetensors;

/// <summary>Reads the JSON header of a safetensors file token by token, so that a hostile header costs no more memory than itself.</summary>
internal ref struct HeaderReader
{
    private const int MostDimensions = 32;
    private const int LongestName = 4096;
    private readonly string _file;
    private Utf8JsonReader _json;
    private string _tensor = "";

    private HeaderReader(ReadOnlySpan<byte> header, string file)
    {
        _file = file;
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
    }

    internal static (List<HeaderEntry> Entries, Dictionary<string, string> Metadata) Read(ReadOnlySpan<byte> header, string file)
    {
        var reader = new HeaderReader(header, file);
        try
        {
            return reader.Read();
        }
        catch (JsonException failure)
        {
            throw new InputException($"{file}: the header is not valid JSON near byte {8 + failure.BytePositionInLine + 1}{After(failure)}, export the file again.", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new InputException($"{file}: a text in the header holds half a surrogate pair, export the file again.", failure);
        }
    }

    private readonly string Tensor => $"{_file}: tensor '{Printable.Name(_tensor)}'";

    private static string After(JsonException failure) => failure.LineNumber > 0 ? $" of line {failure.LineNumber + 1}" : "";

    private (List<HeaderEntry> Entries, Dictionary<string, string> Metadata) Read()
    {
        var entries = new List<HeaderEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        _json.Read();
        Expect(JsonTokenType.StartObject, "the header", "a JSON object");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string name = ReadName();
            if (!names.Add(name))
            {
                throw new InputException($"{_file}: tensor '{Printable.Name(name)}' stands twice in the header, export the file again with unique names.");
            }
            _json.Read();
            if (name == "__metadata__")
            {
                ReadMetadata(metadata);
            }
            else
            {
                entries.Add(ReadEntry(name));
            }
        }
        // Reading on to the end of the text makes anything but white space after the object an error.
        _json.Read();
        return (entries, metadata);
    }

    private string ReadName()
    {
        if (_json.ValueSpan.Length > LongestName)
        {
            throw new InputException($"{_file}: a tensor name has {_json.ValueSpan.Length} bytes and at most {LongestName} are read, shorten it.");
        }
        string name = _json.GetString()!;
        HeaderEntry.CheckName(name, _file);
        return name;
    }

    private void ReadMetadata(Dictionary<string, string> metadata)
    {
        _tensor = "";
        Expect(JsonTokenType.StartObject, "'__metadata__'", "an object of texts");
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string key = _json.GetString()!;
            _json.Read();
            Expect(JsonTokenType.String, $"'__metadata__' key '{Printable.Name(key)}'", "text");
            if (!metadata.TryAdd(key, _json.GetString()!))
            {
                throw new InputException($"{_file}: '__metadata__' key '{Printable.Name(key)}' stands twice, export the file again.");
            }
        }
    }

    private HeaderEntry ReadEntry(string name)
    {
        _tensor = name;
        Expect(JsonTokenType.StartObject, "", "an object");
        ElementType? type = null;
        int[]? shape = null;
        (long Begin, long End)? offsets = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string key = _json.GetString()!;
            _json.Read();
            bool twice = key switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw new InputException($"{Tensor} has the unknown key '{Printable.Name(key)}', known are dtype, shape and data_offsets."),
            };
            if (twice)
            {
                throw new InputException($"{Tensor} has the key '{key}' twice, export the file again.");
            }
            switch (key)
            {
                case "dtype":
                    type = ReadType();
                    break;
                case "shape":
                    shape = ReadShape();
                    break;
                default:
                    offsets = ReadOffsets();
                    break;
            }
        }
        string? missing = type is null ? "dtype" : shape is null ? "shape" : offsets is null ? "data_offsets" : null;
        return missing is null
            ? new HeaderEntry(name, type!.Value, shape!, offsets!.Value.Begin, offsets.Value.End)
            : throw new InputException($"{Tensor} lacks the key '{missing}', export the file again.");
    }

    private readonly ElementType ReadType()
    {
        Expect(JsonTokenType.String, " dtype", "text");
        string name = _json.ValueSpan.Length <= LongestName ? _json.GetString()! : "a long text";
        return ElementTypes.Named(name) ?? throw new InputException(ElementTypes.IsKnownButRefused(name)
            ? $"{Tensor} has dtype {name}, which is not read here, convert it to F32."
            : $"{Tensor} has the unknown dtype '{Printable.Name(name)}', expected for example F32.");
    }

    private int[] ReadShape()
    {
        Expect(JsonTokenType.StartArray, " shape", "a list of sizes");
        Span<int> sizes = stackalloc int[MostDimensions];
        int count = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (count == MostDimensions)
            {
                throw new InputException($"{Tensor} has more than {MostDimensions} dimensions, reshape it.");
            }
            sizes[count++] = (int)ReadNumber(" shape", int.MaxValue);
        }
        return sizes[..count].ToArray();
    }

    private (long Begin, long End) ReadOffsets()
    {
        Expect(JsonTokenType.StartArray, " data_offsets", "a list of two numbers");
        _json.Read();
        long begin = ReadNumber(" data_offsets", long.MaxValue);
        _json.Read();
        long end = ReadNumber(" data_offsets", long.MaxValue);
        _json.Read();
        return _json.TokenType == JsonTokenType.EndArray
            ? (begin, end)
            : throw new InputException($"{Tensor} data_offsets has more than two numbers, export the file again.");
    }

    private readonly long ReadNumber(string field, long most)
    {
        Expect(JsonTokenType.Number, field, "a whole number");
        return _json.TryGetInt64(out long value) && value >= 0 && value <= most
            ? value
            : throw new InputException($"{Tensor}{field} must hold whole numbers from 0 to {most} but holds {Found()}, export the file again.");
    }

    /// <summary>Sentences are put together only on failure, because a file may hold a million tensors.</summary>
    private readonly void Expect(JsonTokenType type, string field, string expected)
    {
        if (_json.TokenType != type)
        {
            string what = _tensor.Length > 0 ? Tensor + field : $"{_file}: {field}";
            throw new InputException($"{what} must be {expected} but is {Found()}, export the file again.");
        }
    }

    private readonly string Found() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.EndArray => "the end of a list",
        JsonTokenType.String => "text",
        _ => Printable.Name(System.Text.Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(100, _json.ValueSpan.Length)])),
    };
}
