using System.Buffers.Binary;
using System.Text;

namespace Cleave.Formats.Tests.Safetensors;

/// <summary>Builds safetensors by hand, right or wrong.</summary>
internal static class Bytes
{
    public static byte[] File(string header, int data = 0) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, int data = 0) => WithLength((ulong)header.Length, header, data);

    public static byte[] WithLength(ulong length, byte[] header, int data = 0)
    {
        var bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    public static byte[] One(string dtype, string shape, string offsets, int data)
        => File($$$"""{"a":{"dtype":{{{dtype}}},"shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""", data);
}
