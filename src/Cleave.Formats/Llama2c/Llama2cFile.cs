using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cleave.Formats.Files;
using Microsoft.Win32.SafeHandles;

namespace Cleave.Formats.Llama2c;

/// <summary>Reads the <c>.bin</c> models of llama2.c, versions 0 and 1 (floats).</summary>
public static class Llama2cFile
{
    private const uint Magic = 0x616b3432;
    private const int LegacyHeader = 28;
    private const int Version1Header = 256;

    /// <summary>Reads a model.</summary>
    /// <exception cref="InputException">Not such a file, cut short, int8, or with impossible sizes.</exception>
    public static LlamaWeights Read(string path)
    {
        using var handle = InputFile.Open(path, out long length, BinaryForm.Llama2c);
        var header = new byte[Version1Header];
        InputFile.ReadExactly(handle, 0, header.AsSpan(0, (int)Math.Min(length, header.Length)), path);
        if (length < LegacyHeader)
        {
            throw new InputException($"{path}: the file has {length} bytes and a llama2.c model starts with {LegacyHeader}, copy it again.");
        }
        bool legacy = BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic;
        if (!legacy)
        {
            CheckVersion(path, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), length);
        }
        var config = legacy ? LegacyConfig(path, header) : Config(path, header.AsSpan(8), header[36] switch
        {
            0 => false,
            1 => true,
            var other => throw new InputException($"{path}: the byte that tells a shared output head must be 0 or 1 but is {other}, export the model again."),
        });
        return legacy
            ? ReadWeights(path, handle, length, config, LegacyHeader, [.. LlamaLayout.LegacyOrder(config)])
            : ReadWeights(path, handle, length, config, Version1Header, [.. LlamaLayout.Version1Order(config)]);
    }

    private static void CheckVersion(string path, int version, long length)
    {
        if (version == 2)
        {
            throw new InputException($"{path}: this is a llama2.c file of version 2 (int8), which is not read, export it with version 0 or 1 (float32).");
        }
        if (version != 1)
        {
            throw new InputException($"{path}: this is a llama2.c file of version {version} and versions 0 and 1 are read, export it again.");
        }
        if (length < Version1Header)
        {
            throw new InputException($"{path}: the file has {length} bytes and its header alone has {Version1Header}, copy it again.");
        }
    }

    private static LlamaConfig LegacyConfig(string path, Span<byte> header)
    {
        // A negative vocabulary size is how version 0 says that the output head has its own matrix.
        int vocabulary = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        if (vocabulary is < 0 and > int.MinValue)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header[20..], -vocabulary);
        }
        return Config(path, header, vocabulary > 0);
    }

    private static LlamaConfig Config(string path, ReadOnlySpan<byte> sizes, bool tied)
    {
        var n = MemoryMarshal.Cast<byte, int>(sizes[..28]);
        var config = new LlamaConfig(n[0], n[1], n[2], n[3], n[4], n[5], n[6], tied);
        config.Check(path);
        return config;
    }

    private static LlamaWeights ReadWeights(string path, SafeFileHandle handle, long length, LlamaConfig config, int header, string[] order)
    {
        long tables = (long)config.ContextLength * config.HeadDim;
        long expected = header + 4 * order.Sum(name => name.Length == 0 ? tables : Count(config, name));
        if (expected != length)
        {
            throw new InputException($"{path}: sizes {Sizes(config)} need {expected} bytes but the file has {length}, copy or export it again.");
        }
        MemoryReckoning.Refuse($"{path}: reading the model", length, "use a smaller model");
        var weights = new Dictionary<string, NamedArray>(StringComparer.Ordinal);
        long at = header;
        foreach (string name in order)
        {
            if (name.Length == 0)
            {
                at += 4 * tables;
                continue;
            }
            var values = LlamaWeights.Allocate(path, name, Count(config, name));
            InputFile.ReadExactly(handle, at, MemoryMarshal.AsBytes(values.AsSpan()), path);
            weights.Add(name, new NamedArray(name, LlamaLayout.Shape(config, name), values));
            at += 4L * values.Length;
        }
        return LlamaWeights.Of(path, config, weights);
    }

    private static long Count(LlamaConfig config, string name) => LlamaLayout.Shape(config, name).Aggregate(1L, (product, size) => product * size);

    private static string Sizes(LlamaConfig config) =>
        $"dim {config.Dim}, hidden {config.HiddenDim}, layers {config.Layers}, heads {config.Heads}, kv heads {config.KvHeads}, vocabulary {config.VocabSize}, context {config.ContextLength}";
}
