using System.Buffers.Binary;
using System.Text.Unicode;
using Cleave.Formats.Files;
using Microsoft.Win32.SafeHandles;

namespace Cleave.Formats.Safetensors;

/// <summary>The content of a safetensors file, or of several that one index joins.</summary>
public sealed class SafetensorsFile
{
    private const long LongestHeader = 100_000_000;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    internal SafetensorsFile(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Notes = [];
    }

    private delegate void ReadAt(long offset, Span<byte> target);

    /// <summary>Where it was read from, as messages name it.</summary>
    public string Path { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The free texts of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Sentences for the user: oddities that were passed over.</summary>
    public IReadOnlyList<string> Notes { get; init; }

    /// <summary>Reads a file whole; it may be replaced or removed afterwards.</summary>
    /// <exception cref="InputException">Not readable or not valid safetensors.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var handle = InputFile.Open(path, out long length, BinaryForm.Safetensors);
        return Read(path, length, (offset, target) => InputFile.ReadExactly(handle, offset, target, path));
    }

    /// <summary>Reads an open file whole, from its start.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="name">The name that messages give.</param>
    /// <exception cref="InputException">Not readable or not valid safetensors.</exception>
    public static SafetensorsFile Read(SafeFileHandle handle, string name)
        => Read(name, RandomAccess.GetLength(handle), (offset, target) => InputFile.ReadExactly(handle, offset, target, name));

    /// <summary>Reads from memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The name that messages give.</param>
    /// <exception cref="InputException">Not valid safetensors.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string name)
        => Read(name, bytes.Length, (offset, target) => bytes.Span.Slice((int)offset, target.Length).CopyTo(target));

    /// <summary>Reads a stream from its current position to its end.</summary>
    /// <exception cref="InputException">Not valid safetensors.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(memory.GetBuffer().AsMemory(0, (int)memory.Length), name);
    }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public SafetensorsTensor Tensor(string name) => Find(name)
        ?? throw new InputException($"{Path}: tensor '{Printable.Name(name)}' is missing, {Spelling.Advice(name, _byName.Keys)}");

    /// <summary>The tensor of that name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>One sentence for each tensor that holds NaN or infinite values.</summary>
    public IReadOnlyList<string> Warnings() => [.. Tensors.Select(tensor => (tensor.Name, Count: tensor.CountNonFinite())).Where(found => found.Count > 0)
        .Select(found => $"{Path}: tensor '{Printable.Name(found.Name)}' holds {NonFinite.Values(found.Count)}.")];

    private static SafetensorsFile Read(string path, long length, ReadAt read)
    {
        if (length < 8)
        {
            throw new InputException($"{path}: the file has {length} bytes and safetensors starts with 8 for the header length, copy it again.");
        }
        var prefix = new byte[8];
        read(0, prefix);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (claimed > LongestHeader)
        {
            throw new InputException($"{path}: the header length is {claimed} and at most {LongestHeader} are read, this is not a safetensors file.");
        }
        if ((long)claimed > length - 8)
        {
            throw new InputException($"{path}: the header length is {claimed} but only {length - 8} bytes follow, the file was cut short: copy it again.");
        }
        if (claimed == 0)
        {
            throw new InputException($"{path}: the header length is 0, this is not a safetensors file.");
        }
        var (entries, metadata) = ReadHeader(path, (int)claimed, read);
        long start = 8 + (long)claimed;
        HeaderEntry.Check(entries, length - start, path);
        MemoryReckoning.Refuse($"{path}: reading its {entries.Count} tensors", length - start, "use a smaller model");
        var tensors = new List<SafetensorsTensor>(entries.Count);
        foreach (var entry in entries)
        {
            var bytes = entry.End == entry.Begin ? [] : new byte[entry.End - entry.Begin];
            read(start + entry.Begin, bytes);
            tensors.Add(new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, bytes));
        }
        return new SafetensorsFile(path, tensors, metadata);
    }

    private static (List<HeaderEntry> Entries, Dictionary<string, string> Metadata) ReadHeader(string path, int length, ReadAt read)
    {
        var header = new byte[length];
        read(8, header);
        return Utf8.IsValid(header)
            ? HeaderReader.Read(header, path)
            : throw new InputException($"{path}: the header is not UTF-8 text, this is not a safetensors file.");
    }
}
