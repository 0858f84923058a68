using System.Text.Json;
using Cleave.Formats.Files;

namespace Cleave.Formats.Json;

/// <summary>Strict JSON: no duplicate keys, no comments, no trailing commas, depth at most 64.</summary>
public static class StrictJson
{
    /// <summary>Parses UTF-8 JSON; a byte order mark at its start is skipped.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="file">The name that messages give.</param>
    /// <exception cref="InputException">Not strict JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 });
            return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw Broken(file, failure);
        }
        catch (InvalidOperationException failure)
        {
            throw BadText(file, failure);
        }
    }

    /// <summary>Half of a surrogate pair in JSON text surfaces only when the text is read; this turns it into an input error.</summary>
    internal static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException failure)
        {
            throw BadText(file, failure);
        }
    }

    /// <summary>A value as it stands in the file, short enough for a message.</summary>
    internal static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Printable.Name(value.GetRawText()),
    };

    private static InputException Broken(string file, JsonException failure)
    {
        if (failure.Message.StartsWith("Duplicate", StringComparison.Ordinal))
        {
            // The runtime tells which key only inside the quotes of its message.
            string[] parts = failure.Message.Split('\'');
            string key = parts.Length > 2 ? $"the key '{Printable.Name(string.Join('\'', parts[1..^1]))}'" : "a key";
            return new InputException($"{file}: the text holds {key} twice, correct it.", failure);
        }
        string where = failure.LineNumber is { } line ? $" near line {line + 1}, byte {failure.BytePositionInLine + 1}" : "";
        return new InputException($"{file}: the text is not valid JSON{where}, correct it.", failure);
    }

    private static InputException BadText(string file, Exception failure)
        => new($"{file}: a JSON text holds half a surrogate pair or bytes that are not UTF-8, write it again as UTF-8.", failure);
}
