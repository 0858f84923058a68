using Cleave.Formats.Files;

namespace Cleave.Formats.Tokenizers;

/// <summary>Finds and opens tokenizer files.</summary>
public static class TokenizerFiles
{
    /// <summary>The <c>tokenizer.bin</c>, or else the only <c>tok*.bin</c>, in the folder of a model; null where there is none.</summary>
    /// <param name="modelPath">A model file or folder.</param>
    /// <exception cref="InputException">There are several to choose from.</exception>
    public static string? FindBeside(string modelPath)
    {
        string folder = Directory.Exists(modelPath) ? modelPath : Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        string usual = Path.Combine(folder, "tokenizer.bin");
        if (File.Exists(usual))
        {
            return usual;
        }
        var found = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "tok*.bin").Where(path => Path.GetFullPath(path) != Path.GetFullPath(modelPath)).Order(StringComparer.Ordinal).ToList()
            : [];
        return found.Count < 2 ? found.FirstOrDefault() : throw new InputException(
            $"{Printable.Name(folder)}: there are several tokenizers ({Printable.List(found.ConvertAll(path => Path.GetFileName(path)))}), choose one with --tokenizer.");
    }

    /// <summary>Opens a tokenizer for a model of <paramref name="vocabSize"/> tokens.</summary>
    /// <exception cref="InputException">Not a tokenizer of that vocabulary.</exception>
    public static ITokenizer Read(string path, int vocabSize) => Path.GetExtension(path) == ".bin"
        ? SentencePieceTokenizer.Read(path, vocabSize)
        : throw new InputException($"{Printable.Name(path)}: only the tokenizer.bin of llama2.c is read, convert the tokenizer to it.");
}
