using System.Text;
using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Safetensors;

public sealed class HostileHeaderTests
{
    private const string Bidi = "\u202E";

    public static TheoryData<string, byte[], string> Refused() => new()
    {
        { "empty", [], "x: the file has 0 bytes and safetensors starts with 8 for the header length, copy it again." },
        { "shorter than the length", [1, 0, 0], "x: the file has 3 bytes and safetensors starts with 8 for the header length, copy it again." },
        { "length 0", new byte[8], "x: the header length is 0, this is not a safetensors file." },
        { "length beyond the file", Bytes.WithLength(9, "{}      "u8.ToArray()), "x: the header length is 9 but only 8 bytes follow, the file was cut short: copy it again." },
        { "length above 100 MB", Bytes.WithLength(100_000_001, "{}"u8.ToArray()), "x: the header length is 100000001 and at most 100000000 are read, this is not a safetensors file." },
        { "length 2^63", Bytes.WithLength(1UL << 63, "{}"u8.ToArray()), "x: the header length is 9223372036854775808 and at most 100000000 are read, this is not a safetensors file." },
        { "length 2^64-1", Bytes.WithLength(ulong.MaxValue, "{}"u8.ToArray()), "x: the header length is 18446744073709551615 and at most 100000000 are read, this is not a safetensors file." },
        { "not UTF-8", Bytes.File([0xFF, 0xFE]), "x: the header is not UTF-8 text, this is not a safetensors file." },
        { "not JSON", Bytes.File("hello"), "x: the header is not valid JSON near byte 9, export the file again." },
        { "a list", Bytes.File("[]"), "x: the header must be a JSON object but is a list, export the file again." },
        { "a number", Bytes.File("12"), "x: the header must be a JSON object but is 12, export the file again." },
        { "a text", Bytes.File("\"a\""), "x: the header must be a JSON object but is text, export the file again." },
        { "a byte order mark", Bytes.File("\uFEFF{}"), "x: the header is not valid JSON near byte 9, export the file again." },
        { "padded with NUL", Bytes.File("{}\0\0"), "x: the header is not valid JSON near byte 11, export the file again." },
        { "a trailing comma", Bytes.File("{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},}", 1), "x: the header is not valid JSON near byte 61, export the file again." },
        { "depth 10,000", Bytes.File("{\"a\":" + new string('[', 10_000)), "x: tensor 'a' must be an object but is a list, export the file again." },
        { "depth 10,000 of objects", Bytes.File(string.Concat(Enumerable.Repeat("{\"a\":", 10_000))), "x: tensor 'a' has the unknown key 'a', known are dtype, shape and data_offsets." },
        { "two objects", Bytes.File("{}{}"), "x: the header is not valid JSON near byte 11, export the file again." },
        { "a tensor twice", Bytes.File("{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},\"a\":{}}", 1), "x: tensor 'a' stands twice in the header, export the file again with unique names." },
        { "a key twice", Bytes.File("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}", 1), "x: tensor 'a' has the key 'dtype' twice, export the file again." },
        { "an unknown key", Bytes.File("{\"a\":{\"dtype\":\"U8\",\"extra\":1}}"), "x: tensor 'a' has the unknown key 'extra', known are dtype, shape and data_offsets." },
        { "a missing key", Bytes.File("{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}"), "x: tensor 'a' lacks the key 'data_offsets', export the file again." },
        { "an empty name", Bytes.File("{\"\":{}}"), "x: a tensor has an empty name, export the file again with names." },
        { "a name of 1 MB", Bytes.File("{\"" + new string('n', 1 << 20) + "\":{}}"), "x: a tensor name has 1048576 bytes and at most 4096 are read, shorten it." },
        { "NUL in a name", Bytes.File("{\"a\\u0000b\":{}}"), "x: tensor name 'a\\u0000b' holds an invisible character, rename it." },
        { "a bidi mark in a name", Bytes.File("{\"a" + Bidi + "b\":{}}"), "x: tensor name 'a\\u202Eb' holds an invisible character, rename it." },
        { "half a surrogate pair", Bytes.File("{\"a\\ud800\":{}}"), "x: a text in the header holds half a surrogate pair, export the file again." },
        { "metadata of numbers", Bytes.File("{\"__metadata__\":{\"a\":1}}"), "x: '__metadata__' key 'a' must be text but is 1, export the file again." },
        { "metadata a list", Bytes.File("{\"__metadata__\":[]}"), "x: '__metadata__' must be an object of texts but is a list, export the file again." },
        { "metadata as a tensor", Bytes.File("{\"__metadata__\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1), "x: '__metadata__' key 'shape' must be text but is a list, export the file again." },
        { "metadata twice", Bytes.File("{\"__metadata__\":{},\"__metadata__\":{}}"), "x: tensor '__metadata__' stands twice in the header, export the file again with unique names." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_hostile_header_gives_one_sentence_and_little_memory(string what, byte[] bytes, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<InputException>(() => SafetensorsFile.Read(bytes, "x"));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(expected, failure.Message);
        Assert.True(allocated < 2 * bytes.Length + (64 << 10), $"{what}: {allocated} bytes for a file of {bytes.Length}");
    }

    [Theory]
    [InlineData("layers/0")]
    [InlineData("../../etc/passwd")]
    [InlineData("größe")]
    public void An_unusual_but_visible_name_is_accepted(string name)
    {
        var file = SafetensorsFile.Read(Bytes.File($$$"""{"{{{name}}}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), "x");

        Assert.Equal(name, file.Tensors.Single().Name);
    }

    [Fact]
    public void White_space_around_the_header_is_accepted()
        => Assert.Empty(SafetensorsFile.Read(Bytes.File(" \t\n{}\r\n "), "x").Tensors);

    [Fact]
    public void Metadata_is_kept()
        => Assert.Equal("b", SafetensorsFile.Read(Bytes.File("""{"__metadata__":{"a":"b"}}"""), "x").Metadata["a"]);

    [Fact]
    [Trait("speed", "slow")]
    public void A_million_tiny_tensors_read_in_time()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++)
        {
            header.Append(i == 0 ? "" : ",").Append($"\"t{i}\":{{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[{i},{i + 1}]}}");
        }
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(1_000_000, SafetensorsFile.Read(Bytes.File(header.Append('}').ToString(), 1_000_000), "x").Tensors.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"took {clock.Elapsed}");
    }
}
