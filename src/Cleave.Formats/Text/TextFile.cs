using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Cleave.Formats.Files;
using Cleave.Formats.Json;

namespace Cleave.Formats.Text;

/// <summary>Documents read from <c>.txt</c>, <c>.json</c> or <c>.jsonl</c>.</summary>
/// <param name="Documents">The texts, none of them blank, in file order.</param>
/// <param name="Replaced">How many invalid byte sequences became U+FFFD.</param>
public sealed record TextFile(IReadOnlyList<string> Documents, int Replaced)
{
    private const string Separator = "<|endoftext|>";

    /// <summary>
    /// Reads documents: plain text is split at lines that hold only <c>&lt;|endoftext|&gt;</c>; JSON is a list, and JSON lines a sequence,
    /// of texts or of objects with a text at <c>text</c> or <c>story</c>.
    /// </summary>
    /// <exception cref="InputException">Not readable, of another form, or without any text.</exception>
    public static TextFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (text, replaced) = Decode(InputFile.ReadAll(path));
        var documents = Path.GetExtension(path) switch
        {
            ".txt" or "" => Plain(text),
            ".json" => Items(text, path),
            ".jsonl" => Lines(text, path),
            var other => throw new InputException($"{path}: texts are read from .txt, .json and .jsonl but not '{Printable.Name(other)}', rename or convert the file."),
        };
        var filled = documents.Where(document => !string.IsNullOrWhiteSpace(document)).ToList();
        return filled.Count > 0
            ? new TextFile(filled, replaced)
            : throw new InputException($"{path}: the file holds no text, name one that does.");
    }

    private static (string Text, int Replaced) Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }
        if (Utf8.IsValid(bytes))
        {
            return (Encoding.UTF8.GetString(bytes), 0);
        }
        int replaced = 0;
        for (var rest = bytes; !rest.IsEmpty;)
        {
            replaced += Rune.DecodeFromUtf8(rest, out _, out int length) == System.Buffers.OperationStatus.Done ? 0 : 1;
            rest = rest[length..];
        }
        return (Encoding.UTF8.GetString(bytes), replaced);
    }

    private static List<string> Plain(string text)
    {
        if (!text.Contains(Separator, StringComparison.Ordinal))
        {
            return [text];
        }
        var documents = new List<string>();
        var current = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Trim() is Separator)
            {
                documents.Add(current.ToString().TrimEnd('\n'));
                current.Clear();
            }
            else
            {
                current.Append(line).Append('\n');
            }
        }
        documents.Add(current.ToString().TrimEnd('\n'));
        return documents;
    }

    private static List<string> Items(string text, string path)
    {
        var root = StrictJson.Parse(Encoding.UTF8.GetBytes(text), path);
        return root.ValueKind == JsonValueKind.Array
            ? [.. root.EnumerateArray().Select((item, index) => Document(item, $"{path} item {index + 1}"))]
            : throw new InputException($"{path}: expected a list of texts but found {StrictJson.Describe(root)}, put the texts in brackets.");
    }

    private static List<string> Lines(string text, string path)
    {
        var documents = new List<string>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                string place = $"{path} line {number}";
                documents.Add(Document(StrictJson.Parse(Encoding.UTF8.GetBytes(line), place), place));
            }
        }
        return documents;
    }

    private static string Document(JsonElement item, string place)
    {
        var value = item;
        if (item.ValueKind == JsonValueKind.Object && !item.TryGetProperty("text", out value) && !item.TryGetProperty("story", out value))
        {
            throw new InputException($"{place}: the object has neither 'text' nor 'story', add one.");
        }
        return value.ValueKind == JsonValueKind.String
            ? StrictJson.Guard(place, () => value.GetString()!)
            : throw new InputException($"{place}: expected text but found {StrictJson.Describe(value)}, correct it.");
    }
}
