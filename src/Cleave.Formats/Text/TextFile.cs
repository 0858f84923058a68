using System.Text;
using System.Text.Json;
using Cleave.Formats.Files;
using Cleave.Formats.Json;

namespace Cleave.Formats.Text;

/// <summary>Documents read from <c>.txt</c>, <c>.json</c> or <c>.jsonl</c>.</summary>
/// <param name="Documents">The texts, none of them blank, in file order.</param>
/// <param name="Replaced">How many invalid byte sequences became U+FFFD.</param>
/// <param name="Warnings">Sentences for the user: what was replaced, guessed or looks damaged.</param>
public sealed record TextFile(IReadOnlyList<string> Documents, long Replaced, IReadOnlyList<string> Warnings)
{
    private const string Separator = "<|endoftext|>";

    /// <summary>The longest file: its characters must fit one text.</summary>
    private const long Longest = 1_000_000_000;

    /// <summary>Memory a file takes for each of its bytes while it is read: itself, two bytes a character, and the documents.</summary>
    private const int MemoryOfByte = 5;

    /// <summary>
    /// Reads documents. <c>&lt;|endoftext|&gt;</c> ends one wherever it stands. JSON is a list, and JSON lines a sequence, of texts or of
    /// objects with a text at <c>text</c> or <c>story</c>; a <c>.json</c> that holds JSON lines is read as such.
    /// </summary>
    /// <exception cref="InputException">Not readable, not text, of another form, or without any text.</exception>
    public static TextFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string ending = InputFile.Ending(path);
        if (ending is not (".txt" or "" or ".json" or ".jsonl" or ".ndjson"))
        {
            throw new InputException($"{path}: texts are read from .txt, .json and .jsonl but not '{Printable.Name(Path.GetExtension(path))}', rename or convert the file.");
        }
        var decoded = Decode(path);
        IEnumerable<string> texts = ending is ".txt" or "" ? [decoded.Text] : FromJson(decoded.Text, path, ending == ".json");
        var documents = texts.SelectMany(Split).Where(document => !string.IsNullOrWhiteSpace(document)).ToList();
        return documents.Count > 0
            ? new TextFile(documents, decoded.Replaced, TextWarnings.Of(decoded, path))
            : throw new InputException($"{path}: the file holds no text, name one that does.");
    }

    private static TextDecoding Decode(string path)
    {
        using var handle = InputFile.Open(path, out long length);
        if (length > Longest)
        {
            throw new InputException($"{path}: the file has {length} bytes and at most {Longest} are read, split it.");
        }
        MemoryReckoning.Refuse($"{path}: reading {length} bytes of text", MemoryOfByte * length, "split the file");
        var bytes = new byte[length];
        InputFile.ReadExactly(handle, 0, bytes, path);
        return TextDecoding.Of(bytes, path);
    }

    private static IEnumerable<string> Split(string text) => text.Contains(Separator, StringComparison.Ordinal)
        ? text.Split(Separator).Select(document => document.Trim('\r', '\n'))
        : [text];

    private static List<string> FromJson(string text, string path, bool isList)
    {
        var start = text.AsSpan().TrimStart();
        return start is ['[', ..] || (isList && !AreLines(start)) ? Items(text, path) : Lines(text, path);
    }

    /// <summary>Whether the first line is JSON of its own and another follows.</summary>
    private static bool AreLines(ReadOnlySpan<char> text)
    {
        int end = text.IndexOf('\n');
        if (end < 0 || text[end..].Trim().IsEmpty)
        {
            return false;
        }
        try
        {
            StrictJson.Parse(Encoding.UTF8.GetBytes(text[..end].ToString()), "");
            return true;
        }
        catch (InputException)
        {
            return false;
        }
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
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range);
            if (!line.IsWhiteSpace())
            {
                string place = $"{path} line {number}";
                documents.Add(Document(StrictJson.Parse(Encoding.UTF8.GetBytes(line.ToString()), place), place));
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
