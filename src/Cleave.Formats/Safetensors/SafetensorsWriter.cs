using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cleave.Formats.Files;

namespace Cleave.Formats.Safetensors;

/// <summary>Writes safetensors: equal tensors and metadata always give equal bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Replaces <paramref name="path"/> so that a crash leaves the old file or the new one.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        => DurableFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>The file as bytes.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name.</exception>
    public static byte[] ToBytes(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    /// <summary>Writes to a stream: larger elements first, then by name, which keeps every tensor aligned.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        if (ordered.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"tensor '{twice.Key}' is given twice", nameof(tensors));
        }
        byte[] header = Header(ordered, metadata);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            stream.Write(tensor.Bytes.Span);
        }
    }

    private static byte[] Header(List<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long at = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, at);
                at += tensor.Bytes.Length;
            }
            json.WriteEndObject();
        }
        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }
        return stream.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long at)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(at);
        json.WriteNumberValue(at + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
