using System.IO.Compression;
using System.Text;
using Cleave.Formats.Files;
using Cleave.Formats.Json;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Formats.Text;
using Cleave.Formats.Tokenizers;
using Xunit;

namespace Cleave.Formats.Tests.Files;

/// <summary>A file of a form that is not read is called by its name, whichever reader it is given to.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Foreign() => new()
    {
        { "pointer", [.. "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1056540\n"u8], "a Git LFS pointer, not the file it stands for; fetch the file with 'git lfs pull' or download it again." },
        { "torch zip", Zip("archive/data.pkl"), "a PyTorch checkpoint (a zip archive); convert it to safetensors" },
        { "torch zip without names", [.. "PK\x3\x4"u8, .. new byte[60]], "a PyTorch checkpoint (a zip archive); convert it to safetensors" },
        { "npz", Zip("weights.npy"), "a NumPy archive (.npz); store a model as safetensors" },
        { "zip", Zip("story.txt"), "a zip archive; unpack it and name a file inside." },
        { "legacy torch", [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, .. new byte[20]], "a Python pickle, such as an older PyTorch checkpoint; convert it to safetensors" },
        { "GGUF", [.. "GGUF"u8, 3, 0, 0, 0, .. new byte[60]], "a GGUF model; that form is not read, use the safetensors of the same model." },
        { "GGML", [.. "lmgg"u8, 0, 0x7D, 0, 0, .. new byte[60]], "a GGML model; that form is not read" },
        { "page", [.. "\n<!DOCTYPE html><html><title>404</title></html>"u8], "an HTML page, often the error page of a download; download the file itself." },
        { "gzip", Gzip("Once upon a time there was a text."), "a gzip archive; unpack it with gunzip and name the file inside." },
        { "tar", Tar(), "a tar archive; unpack it and name a file inside." },
        { "npy", [0x93, .. "NUMPY"u8, 1, 0, .. new byte[60]], "a NumPy array (.npy); store a model as safetensors" },
        { "ONNX", [8, 7, 0x12, 7, .. "pytorch"u8, 0x1A, .. new byte[60]], "an ONNX model; that form is not read" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_foreign_file_is_named_by_every_reader(string what, byte[] bytes, string expected)
    {
        Assert.NotEmpty(what);
        Action<string>[] readers =
        [
            path => LlamaWeights.Read(path + ".bin"), path => SafetensorsFile.Read(path + ".safetensors"), path => LlamaWeights.Read(path + ".pt"),
            path => SentencePieceTokenizer.Read(path + ".bin"), path => TextFile.Read(path + ".txt"), path => JsonMap.Read(path + ".json"),
        ];
        foreach (string ending in (string[])[".bin", ".safetensors", ".pt", ".txt", ".json"])
        {
            _folder.Write("f" + ending, bytes);
        }
        foreach (var reader in readers)
        {
            string message = Assert.Throws<InputException>(() => reader(_folder["f"])).Message;
            Assert.Contains($": this is {expected}", message, StringComparison.Ordinal);
            Assert.StartsWith(_folder["f"], message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_and_text_are_named_where_bytes_belong()
    {
        string json = _folder.Write("a.bin", """{"model_type": "llama"}""");
        string text = _folder.Write("b.bin", "Once upon a time there was a little girl.");
        string safetensors = _folder.Write("c.bin", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [1], [1f])]));

        Assert.Equal($"{json}: this is JSON; name the file with the weights or its folder.", Message(() => LlamaWeights.Read(json)));
        Assert.Equal($"{json}: this is JSON; name a tokenizer.bin of llama2.c.", Message(() => SentencePieceTokenizer.Read(json)));
        Assert.Equal($"{text}: this is a text; name the file with the weights.", Message(() => SafetensorsFile.Read(text)));
        Assert.Equal($"{safetensors}: this is a safetensors file; rename it to .safetensors.", Message(() => LlamaWeights.Read(safetensors)));
    }

    [Theory]
    [InlineData("GGUF is a form of files for models.")]
    [InlineData("BZh was the name of the cat.")]
    [InlineData("PARIS and PAR1 are different words.")]
    public void A_text_that_begins_like_a_mark_is_a_text(string text)
        => Assert.Equal([text], TextFile.Read(_folder.Write("a.txt", text)).Documents);

    [Fact]
    public void A_model_of_width_640_is_no_pickle() => Assert.Null(FileKind.Foreign([0x80, 2, 0, 0, 0xAC, 6, 0, 0, 5, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0]));

    private static string Message(Action read) => Assert.Throws<InputException>(read).Message;

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        return stream.ToArray();
    }

    private static byte[] Zip(string entry)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var content = archive.CreateEntry(entry).Open();
            content.Write("content of the entry"u8);
        }
        return stream.ToArray();
    }

    private static byte[] Tar()
    {
        var bytes = new byte[1024];
        "story.txt"u8.CopyTo(bytes);
        "ustar\u000000"u8.CopyTo(bytes.AsSpan(257));
        return bytes;
    }
}
