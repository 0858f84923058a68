using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Safetensors;

public sealed class HostileTensorTests
{
    [Theory]
    [InlineData("\"FOO\"", "[2]", "[0,8]", 8, "x: tensor 'a' has the unknown dtype 'FOO', expected for example F32.")]
    [InlineData("\"f32\"", "[2]", "[0,8]", 8, "x: tensor 'a' has the unknown dtype 'f32', expected for example F32.")]
    [InlineData("\"F4\"", "[3]", "[0,2]", 2, "x: tensor 'a' has dtype F4, which is not read here, convert it to F32.")]
    [InlineData("\"F6_E2M3\"", "[3]", "[0,3]", 3, "x: tensor 'a' has dtype F6_E2M3, which is not read here, convert it to F32.")]
    [InlineData("\"F8_E4M3\"", "[3]", "[0,3]", 3, "x: tensor 'a' has dtype F8_E4M3, which is not read here, convert it to F32.")]
    [InlineData("\"C64\"", "[1]", "[0,8]", 8, "x: tensor 'a' has dtype C64, which is not read here, convert it to F32.")]
    [InlineData("7", "[2]", "[0,8]", 8, "x: tensor 'a' dtype must be text but is 7, export the file again.")]
    [InlineData("\"F32\"", "[-2]", "[0,8]", 8, "x: tensor 'a' shape must hold whole numbers from 0 to 2147483647 but holds -2, export the file again.")]
    [InlineData("\"F32\"", "[2.0]", "[0,8]", 8, "x: tensor 'a' shape must hold whole numbers from 0 to 2147483647 but holds 2.0, export the file again.")]
    [InlineData("\"F32\"", "[1e3]", "[0,8]", 8, "x: tensor 'a' shape must hold whole numbers from 0 to 2147483647 but holds 1e3, export the file again.")]
    [InlineData("\"F32\"", "[9223372036854775808]", "[0,8]", 8, "x: tensor 'a' shape must hold whole numbers from 0 to 2147483647 but holds 9223372036854775808, export the file again.")]
    [InlineData("\"F32\"", "[4294967296,4294967296]", "[0,8]", 8, "x: tensor 'a' shape must hold whole numbers from 0 to 2147483647 but holds 4294967296, export the file again.")]
    [InlineData("\"F32\"", "[65536,65536]", "[0,0]", 0, "x: tensor 'a' has shape [65536,65536] of F32, more than the 2147483591 bytes one tensor may have here, split it.")]
    [InlineData("\"F32\"", "[\"2\"]", "[0,8]", 8, "x: tensor 'a' shape must be a whole number but is text, export the file again.")]
    [InlineData("\"F32\"", "2", "[0,8]", 8, "x: tensor 'a' shape must be a list of sizes but is 2, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[8,0]", 8, "x: tensor 'a' has shape [2] of F32 and needs 8 bytes but data_offsets [8,0] hold -8, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[-8,0]", 8, "x: tensor 'a' data_offsets must hold whole numbers from 0 to 9223372036854775807 but holds -8, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[0,8.5]", 8, "x: tensor 'a' data_offsets must hold whole numbers from 0 to 9223372036854775807 but holds 8.5, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[0,8,9]", 8, "x: tensor 'a' data_offsets has more than two numbers, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[0]", 8, "x: tensor 'a' data_offsets must be a whole number but is the end of a list, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[4,12]", 12, "x: tensor 'a' starts at byte 4 where 0 was expected and so leaves a hole before it, export the file again.")]
    [InlineData("\"F32\"", "[2]", "[0,8]", 4, "x: the tensors need 8 bytes but the file holds 4 after its header, it was cut short: copy it again.")]
    [InlineData("\"F32\"", "[2]", "[0,8]", 9, "x: 1 bytes follow the last tensor, which safetensors does not allow: export the file again.")]
    public void A_hostile_tensor_gives_one_sentence(string dtype, string shape, string offsets, int data, string expected)
    {
        var failure = Assert.Throws<InputException>(() => SafetensorsFile.Read(Bytes.One(dtype, shape, offsets, data), "x"));

        Assert.Equal(expected, failure.Message);
    }

    [Fact]
    public void Three_hundred_dimensions_are_refused()
    {
        string shape = "[" + string.Join(",", Enumerable.Repeat("1", 300)) + "]";

        var failure = Assert.Throws<InputException>(() => SafetensorsFile.Read(Bytes.One("\"U8\"", shape, "[0,1]", 1), "x"));

        Assert.Equal("x: tensor 'a' has more than 32 dimensions, reshape it.", failure.Message);
    }

    [Fact]
    public void Overlapping_tensors_are_refused()
    {
        var bytes = Bytes.File("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6);

        var failure = Assert.Throws<InputException>(() => SafetensorsFile.Read(bytes, "x"));

        Assert.Equal("x: tensor 'b' starts at byte 2 where 4 was expected and so overlaps another tensor, export the file again.", failure.Message);
    }

    [Fact]
    public void Tensors_out_of_order_in_the_header_and_unaligned_are_accepted()
    {
        var bytes = Bytes.File("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 5);

        Assert.Equal(["a", "b"], SafetensorsFile.Read(bytes, "x").Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData("[]", "[0,4]", 4, 1)]
    [InlineData("[0,3]", "[0,0]", 0, 0)]
    public void Scalars_and_empty_tensors_are_accepted(string shape, string offsets, int data, int count)
        => Assert.Equal(count, SafetensorsFile.Read(Bytes.One("\"F32\"", shape, offsets, data), "x").Tensor("a").Floats().Length);

    [Fact]
    public void A_file_cut_at_any_length_is_refused()
    {
        var whole = SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [100], new float[100]), SafetensorsTensor.Of("b", [100], new long[100])]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InputException>(() => SafetensorsFile.Read(whole.AsMemory(0, length), "x"));
        }
    }

    [Fact]
    public void Weights_that_are_not_finite_are_named()
    {
        var bytes = SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [2], [1f, float.NaN]), SafetensorsTensor.Of("b", [1], [1f])]);

        Assert.Equal(["x: tensor 'a' holds 1 value that is NaN or infinite."], SafetensorsFile.Read(bytes, "x").Warnings());
    }
}
