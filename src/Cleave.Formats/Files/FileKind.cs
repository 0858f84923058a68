using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Cleave.Formats.Files;

/// <summary>What a file shows itself to be by its first bytes, where that is something else than what is read here.</summary>
/// <param name="Name">What it is, with its article, as a sentence goes on after "this is".</param>
/// <param name="Advice">What to do with it.</param>
public sealed record FileKind(string Name, string Advice)
{
    /// <summary>Bytes of the start of a file that <see cref="Foreign"/> and <see cref="Readable"/> look at.</summary>
    public const int Start = 512;

    private const string UseSafetensors = "convert it to safetensors (for example load it in Python and call save_pretrained)";
    private const string Unpack = "unpack it and name a file inside";

    private static readonly FileKind Pickle = new("a Python pickle, such as an older PyTorch checkpoint", UseSafetensors);

    private static readonly FileKind Pointer =
        new("a Git LFS pointer, not the file it stands for", "fetch the file with 'git lfs pull' or download it again");

    /// <summary>Files with a mark that no format read here can begin with.</summary>
    private static readonly (byte[] Mark, FileKind Kind)[] Marks =
    [
        ([.. "version https://git-lfs"u8], Pointer),
        ([.. "GGUF"u8], new("a GGUF model", "that form is not read, use the safetensors of the same model")),
        ([.. "lmgg"u8], new("a GGML model", "that form is not read, use the safetensors of the same model")),
        ([.. "fmgg"u8], new("a GGML model", "that form is not read, use the safetensors of the same model")),
        ([.. "tjgg"u8], new("a GGML model", "that form is not read, use the safetensors of the same model")),
        ([0x1F, 0x8B, 0x08], new("a gzip archive", "unpack it with gunzip and name the file inside")),
        ([.. "BZh"u8], new("a bzip2 archive", Unpack)),
        ([0xFD, .. "7zXZ"u8, 0], new("an xz archive", Unpack)),
        ([0x28, 0xB5, 0x2F, 0xFD], new("a zstd archive", Unpack)),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], new("a 7-zip archive", Unpack)),
        ([0x93, .. "NUMPY"u8], new("a NumPy array (.npy)", "store a model as safetensors and a text as .txt")),
        ([0x89, .. "HDF\r\n"u8], new("an HDF5 file (Keras, TensorFlow)", UseSafetensors)),
        ([.. "PAR1"u8], new("a Parquet file", "export its texts as .jsonl")),
        ([.. "ARROW1"u8], new("an Arrow file", "export its texts as .jsonl")),
        ([.. "%PDF-"u8], new("a PDF document", "extract its text to a .txt file")),
        ([0x89, .. "PNG\r\n"u8], new("a PNG image", "name another file")),
        ([0xFF, 0xD8, 0xFF], new("a JPEG image", "name another file")),
        ([0x7F, .. "ELF"u8], new("a program", "name another file")),
    ];

    /// <summary>A file of a form that nothing here reads; null where it is none of those known.</summary>
    /// <param name="start">The first <see cref="Start"/> bytes, fewer of a shorter file.</param>
    public static FileKind? Foreign(ReadOnlySpan<byte> start)
    {
        if (IsSafetensors(start))
        {
            return null;
        }
        bool isText = IsText(start);
        foreach (var (mark, kind) in Marks)
        {
            // A story may begin with the letters BZh or GGUF; then text goes on, which it does in none of these files but the pointer.
            if (start.StartsWith(mark) && (!isText || kind == Pointer))
            {
                return kind;
            }
        }
        return start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] ? Zip(start)
            : IsPickle(start) ? Pickle
            : start.Length > 262 && start[257..262].SequenceEqual("ustar"u8) ? new FileKind("a tar archive", Unpack)
            : IsOnnx(start) ? new FileKind("an ONNX model", "that form is not read, use the safetensors of the same model")
            : IsWebPage(start) ? new FileKind("an HTML page, often the error page of a download", "download the file itself")
            : null;
    }

    /// <summary>A file of another form that is read here; it was given where bytes of <paramref name="wanted"/> belong. Null where nothing speaks against them.</summary>
    /// <param name="start">The first <see cref="Start"/> bytes, fewer of a shorter file.</param>
    /// <param name="wanted">The form that is expected.</param>
    public static FileKind? Readable(ReadOnlySpan<byte> start, BinaryForm wanted)
    {
        if (IsSafetensors(start))
        {
            return wanted == BinaryForm.Safetensors ? null : new FileKind("a safetensors file", "rename it to .safetensors");
        }
        if (start.StartsWith("24ka"u8) && wanted != BinaryForm.Llama2c)
        {
            return new FileKind("a llama2.c model", "rename it to .bin");
        }
        if (!IsText(start))
        {
            return null;
        }
        return start.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
            ? new FileKind("JSON", wanted == BinaryForm.Tokenizer ? "name a tokenizer.bin of llama2.c" : "name the file with the weights or its folder")
            : new FileKind("a text", wanted == BinaryForm.Tokenizer ? "name a tokenizer.bin of llama2.c" : "name the file with the weights");
    }

    /// <summary>The sentence with which a file of this kind is refused.</summary>
    internal InputException Refusal(string path) => new($"{path}: this is {Name}; {Advice}.");

    private static bool IsSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > 8 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) is > 0 and <= 100_000_000;

    /// <summary>What a zip archive is tells the name of its first entry, after a header of 30 bytes.</summary>
    private static FileKind Zip(ReadOnlySpan<byte> start)
    {
        int length = start.Length >= 30 ? BinaryPrimitives.ReadUInt16LittleEndian(start[26..]) : 0;
        string entry = start.Length > 30 ? Encoding.Latin1.GetString(start.Slice(30, Math.Min(length, start.Length - 30))) : "";
        return entry.EndsWith(".npy", StringComparison.Ordinal) ? new FileKind("a NumPy archive (.npz)", "store a model as safetensors and a text as .txt")
            : entry.Length == 0 || entry.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.EndsWith("/version", StringComparison.Ordinal)
                ? new FileKind("a PyTorch checkpoint (a zip archive)", UseSafetensors)
                : new FileKind("a zip archive", Unpack);
    }

    /// <summary>Protocol 2 to 5 and an opcode that is none of the bytes with which the size of a small model goes on.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) => start is
        [0x80, >= 2 and <= 5, (byte)'c' or (byte)'}' or (byte)']' or (byte)'(' or (byte)'X' or 0x8A or 0x8C or 0x95, ..];

    /// <summary>The version and the producer's name, the first two fields that exporters write.</summary>
    private static bool IsOnnx(ReadOnlySpan<byte> start) => start is [0x08, >= 1 and <= 20, 0x12, >= 1 and <= 40, ..]
        && start.Length >= 4 + start[3] && start.Slice(4, start[3]).IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    private static bool IsWebPage(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        string head = Encoding.Latin1.GetString(start[..Math.Min(64, start.Length)]).TrimStart();
        return head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>At least 16 bytes of UTF-8 without control characters; the last character may be cut.</summary>
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        for (int cut = 0; cut < 4 && start.Length - cut >= 16; cut++)
        {
            if (Utf8.IsValid(start[..^cut]))
            {
                return start.IndexOfAnyInRange((byte)0, (byte)8) < 0 && start.IndexOfAnyInRange((byte)14, (byte)31) < 0;
            }
        }
        return false;
    }
}

/// <summary>The binary forms that are read here.</summary>
public enum BinaryForm
{
    /// <summary>Tensors under a JSON header.</summary>
    Safetensors,

    /// <summary>A model of llama2.c.</summary>
    Llama2c,

    /// <summary>A <c>tokenizer.bin</c> of llama2.c.</summary>
    Tokenizer,
}
