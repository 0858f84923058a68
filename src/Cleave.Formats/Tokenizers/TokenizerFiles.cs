using Cleave.Formats.Files;

namespace Cleave.Formats.Tokenizers;

/// <summary>Finds and opens tokenizer files.</summary>
public static class TokenizerFiles
{
    /// <summary>Tokenizers of other programs, which are named where ours is missing.</summary>
    private static readonly string[] Foreign = ["tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "vocab.bpe", "encoder.json", "vocab.txt"];

    /// <summary>The <c>tokenizer.bin</c>, or else the only <c>tok*.bin</c>, in the folder of a model; null where there is none.</summary>
    /// <param name="modelPath">A model file or folder.</param>
    /// <exception cref="InputException">There are several to choose from.</exception>
    public static string? FindBeside(string modelPath)
    {
        string folder = FolderOf(modelPath);
        if (InputFile.Find(folder, "tokenizer.bin") is { } usual)
        {
            return usual;
        }
        var found = Directory.Exists(folder)
            ? Directory.GetFiles(folder).Where(path => IsOurs(path) && Path.GetFullPath(path) != Path.GetFullPath(modelPath)).Order(StringComparer.Ordinal).ToList()
            : [];
        return found.Count < 2 ? found.FirstOrDefault() : throw new InputException(
            $"{Printable.Name(folder)}: there are several tokenizers ({Printable.List(found.ConvertAll(path => Path.GetFileName(path)))}), choose one with --tokenizer.");
    }

    /// <summary>The tokenizer beside a model.</summary>
    /// <param name="modelPath">A model file or folder.</param>
    /// <exception cref="InputException">There is none, or there are several; a tokenizer of another form that lies there is named.</exception>
    public static string RequireBeside(string modelPath)
    {
        if (FindBeside(modelPath) is { } path)
        {
            return path;
        }
        var others = Foreign.Where(name => InputFile.Find(FolderOf(modelPath), name) is not null).ToList();
        throw new InputException(others.Count > 0
            ? $"{modelPath}: {Printable.List(others)} {(others.Count > 1 ? "lie beside the model but are" : "lies beside the model but is")} not read yet; convert it to the tokenizer.bin of llama2.c and give --tokenizer PATH."
            : $"{modelPath}: no tokenizer (tokenizer.bin or tok*.bin) lies beside the model; give --tokenizer PATH.");
    }

    /// <summary>Opens a tokenizer for a model of <paramref name="vocabSize"/> tokens.</summary>
    /// <exception cref="InputException">Not a tokenizer of that vocabulary.</exception>
    public static ITokenizer Read(string path, int vocabSize) => InputFile.Ending(path) == ".bin"
        ? SentencePieceTokenizer.Read(path, vocabSize)
        : throw new InputException($"{Printable.Name(path)}: only the tokenizer.bin of llama2.c is read, convert the tokenizer to it.");

    private static string FolderOf(string modelPath) => Directory.Exists(modelPath) ? modelPath : Path.GetDirectoryName(Path.GetFullPath(modelPath))!;

    private static bool IsOurs(string path) =>
        Path.GetFileName(path).StartsWith("tok", StringComparison.OrdinalIgnoreCase) && InputFile.Ending(path) == ".bin";
}
