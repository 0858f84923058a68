using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cleave.Decomposition.Runs;

internal static class StateArrays
{
    public static void Write(Stream stream, IReadOnlyList<NamedArray> arrays)
    {
        var header = new Dictionary<string, object>();
        var at = 0L;
        foreach (var array in arrays)
        {
            header.Add(array.Name, new { dtype = "F32", shape = array.Shape, data_offsets = new[] { at, at + 4 * array.Count } });
            at += 4 * array.Count;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        stream.Write(json);
        var piece = new float[1 << 14];
        foreach (var array in arrays)
        {
            for (var done = 0L; done < array.Count; done += piece.Length)
            {
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, array.Count - done));
                array.Copy(done, part);
                stream.Write(MemoryMarshal.AsBytes(part));
            }
        }
    }

    public static IReadOnlyDictionary<string, LoadedArray> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var document = JsonDocument.Parse(bytes.AsMemory(8, length));
        return document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry =>
        {
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            var begin = 8 + length + (int)entry.Value.GetProperty("data_offsets")[0].GetInt64();
            var end = 8 + length + (int)entry.Value.GetProperty("data_offsets")[1].GetInt64();
            return new LoadedArray(entry.Name, shape, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(begin, end - begin)).ToArray());
        });
    }
}
