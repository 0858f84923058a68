using System.Diagnostics;
using System.Text.Json;
using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Safetensors;

public sealed class SafetensorsFileTests
{
    [Theory]
    [InlineData("empty_shapes_allowed_1", null)]
    [InlineData("deserialization_1", null)]
    [InlineData("lifetimes_1", null)]
    [InlineData("whitespace_padded_header_1", null)]
    [InlineData("whitespace_leading_padded_header_1", null)]
    [InlineData("zero_sized_tensor_1", null)]
    [InlineData("metadata_incomplete_buffer_1", "F: 34 bytes follow the last tensor, which safetensors does not allow: export the file again.")]
    [InlineData("metadata_incomplete_buffer_2", "F: the tensors need 16 bytes but the file holds 14 after its header, it was cut short: copy it again.")]
    [InlineData("header_too_large_1", "F: the header length is 18446742974197923900 and at most 100000000 are read, this is not a safetensors file.")]
    [InlineData("header_too_small_1", "F: the file is empty or not a regular file, name one that holds data.")]
    [InlineData("invalid_header_length_1", "F: the header length is 60 but only 0 bytes follow, the file was cut short: copy it again.")]
    [InlineData("invalid_header_non_utf8_1", "F: the header is not UTF-8 text, this is not a safetensors file.")]
    [InlineData("invalid_header_not_json_1", "F: the header is not valid JSON near byte 10, export the file again.")]
    [InlineData("invalid_info_1", "F: tensor 'test' has shape [2,2] of I32 and needs 16 bytes but data_offsets [0,4] hold 4, export the file again.")]
    [InlineData("validation_overflow_1", "F: tensor 'test' shape must hold whole numbers from 0 to 2147483647 but holds 18446744073709551614, export the file again.")]
    [InlineData("validation_overflow_2", "F: tensor 'test' shape must hold whole numbers from 0 to 2147483647 but holds 9223372036854775807, export the file again.")]
    public void The_official_cases_load_or_fail_as_they_must(string name, string? expected)
    {
        string path = Path.Combine(SharedData.Path("fixtures/safetensors"), name + ".safetensors");
        var cases = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures/safetensors/cases.json"))).RootElement.GetProperty("cases").EnumerateArray();
        Assert.Equal(expected is null, cases.Single(item => item.GetProperty("file").GetString() == name + ".safetensors").GetProperty("expect").GetString() == "ok");

        var failure = Record.Exception(() => SafetensorsFile.Read(path));

        Assert.Equal(expected, (failure as InputException)?.Message.Replace(path, "F"));
        Assert.True(failure is null or InputException, failure?.ToString());
    }

    [Fact]
    public void Tensors_survive_writing_and_reading()
    {
        using var folder = new TemporaryFolder();
        SafetensorsTensor[] tensors =
        [
            SafetensorsTensor.Of("bytes", [3], (byte[])[1, 2, 3]),
            SafetensorsTensor.Of("floats", [2, 1], [1.5f, -0f]),
            SafetensorsTensor.Of("ints", [], [-7]),
            SafetensorsTensor.Of("longs", [1], [long.MinValue]),
        ];

        SafetensorsWriter.Write(folder["m.safetensors"], tensors, new Dictionary<string, string> { ["who"] = "\"us\" <é>" });
        var file = SafetensorsFile.Read(folder["m.safetensors"]);

        Assert.Equal(["longs", "floats", "ints", "bytes"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1.5f, -0f], file.Tensor("floats").Floats());
        Assert.Equal([2, 1], file.Tensor("floats").Shape);
        Assert.Equal([-7], file.Tensor("ints").Integers());
        Assert.Equal([long.MinValue], file.Tensor("longs").Longs());
        Assert.Equal([1, 2, 3], file.Tensor("bytes").Integers());
        Assert.Equal("\"us\" <é>", file.Metadata["who"]);
        Assert.Equal(["m.safetensors"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(folder["m.safetensors"])) % 8);
    }

    [Fact]
    public void Writing_what_was_read_gives_the_same_bytes()
    {
        var first = SafetensorsWriter.ToBytes([SafetensorsTensor.Of("b", [1], [2f]), SafetensorsTensor.Of("a", [1], [1f])]);

        Assert.Equal(first, SafetensorsWriter.ToBytes(SafetensorsFile.Read(new MemoryStream(first), "x").Tensors));
    }

    [Fact]
    public void A_missing_tensor_is_named_with_the_nearest()
    {
        var file = SafetensorsFile.Read(SafetensorsWriter.ToBytes([SafetensorsTensor.Of("weight", [1], [1f])]), "x");

        Assert.Equal("x: tensor 'wieght' is missing, did you mean 'weight'?", Assert.Throws<InputException>(() => file.Tensor("wieght")).Message);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3E }, 1.5f)]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F }, 1.5f)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5f)]
    [InlineData("I8", new byte[] { 0xFF }, -1f)]
    [InlineData("U16", new byte[] { 0xFF, 0xFF }, 65535f)]
    [InlineData("I16", new byte[] { 0xFF, 0xFF }, -1f)]
    [InlineData("U32", new byte[] { 0, 0, 0, 0x80 }, 2147483648f)]
    [InlineData("U64", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, 9223372036854775808f)]
    [InlineData("BOOL", new byte[] { 1 }, 1f)]
    public void Every_element_type_becomes_floats(string dtype, byte[] element, float expected)
    {
        var bytes = Bytes.One($"\"{dtype}\"", "[1]", $"[0,{element.Length}]", element.Length);
        element.CopyTo(bytes, bytes.Length - element.Length);

        Assert.Equal(expected, SafetensorsFile.Read(bytes, "x").Tensor("a").Floats().Single());
    }

    [Fact]
    public void A_folder_a_device_an_absent_file_and_a_pipe_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"{folder.Root}: expected a file but found a folder, name a file inside it.", Message(folder.Root));
        Assert.Equal($"{folder["no"]}: there is no such file, check the path.", Message(folder["no"]));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("/dev/zero: the file is empty or not a regular file, name one that holds data.", Message("/dev/zero"));
            Process.Start("mkfifo", folder["pipe"])!.WaitForExit();
            Assert.Equal($"{folder["pipe"]}: the file is empty or not a regular file, name one that holds data.", Message(folder["pipe"]));
        }
    }

    [Fact]
    public void A_symbolic_link_is_followed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [1], [1f])]));
        File.CreateSymbolicLink(folder["link"], folder["real"]);
        File.CreateSymbolicLink(folder["circle"], folder["circle"]);

        Assert.Single(SafetensorsFile.Read(folder["link"]).Tensors);
        Assert.Contains(folder["circle"], Message(folder["circle"]));
    }

    private static string Message(string path) => Assert.Throws<InputException>(() => SafetensorsFile.Read(path)).Message;
}
