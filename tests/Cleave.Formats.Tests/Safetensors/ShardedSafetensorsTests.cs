using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Safetensors;

public sealed class ShardedSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShardedSafetensorsTests()
    {
        _folder.Write("1.safetensors", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [1], [1f])]));
        _folder.Write("2.safetensors", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("b", [1], [2f])]));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_of_all_shards_are_joined()
    {
        var file = Read("""{"metadata":{"total_size":8},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""");

        Assert.Equal([2f], file.Tensor("b").Floats());
    }

    [Theory]
    [InlineData("../1.safetensors")]
    [InlineData("/1.safetensors")]
    [InlineData("C:1.safetensors")]
    [InlineData("\\\\\\\\host\\\\1.safetensors")]
    public void A_shard_outside_the_folder_is_refused(string shard)
    {
        Assert.Equal($"I: tensor 'a' names the file \"{shard}\" but only plain names of .safetensors files in the same folder are read, correct the index.",
            Message($$$"""{"weight_map":{"a":"{{{shard}}}"}}"""));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"1.safetensors","c":"2.safetensors"}}""", "I: tensor 'c' is missing from 2.safetensors, download that file again.")]
    [InlineData("""{"weight_map":{"a":"1.safetensors","a":"2.safetensors"}}""", "I: the text holds the key 'a' twice, correct it.")]
    [InlineData("""{}""", "I: expected an object with the key 'weight_map' that names a file for each tensor, export the model again.")]
    public void A_wrong_index_is_refused(string index, string expected) => Assert.Equal(expected, Message(index));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("\"8\"", "\"8\"")]
    [InlineData("null", "null")]
    public void A_wrong_total_is_said_and_ignored(string total, string said)
    {
        var file = Read($$$"""{"weight_map":{"a":"1.safetensors"},"metadata":{"total_size":{{{total}}}}}""");

        Assert.Equal([1f], file.Tensor("a").Floats());
        Assert.Equal([$"{_folder["model.safetensors.index.json"]}: total_size is {said} but the tensors hold 4 bytes; all that the index lists are there, so the total is ignored."], file.Notes);
    }

    [Fact]
    public void A_missing_shard_is_named()
        => Assert.Equal($"{_folder["3.safetensors"]}: there is no such file, check the path.", Message("""{"weight_map":{"a":"3.safetensors"}}"""));

    [Fact]
    public void A_tensor_in_two_shards_and_one_the_index_omits_are_refused()
    {
        _folder.Write("3.safetensors", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [1], [1f]), SafetensorsTensor.Of("c", [1], [1f])]));

        Assert.Equal("I: tensor 'a' is in 1.safetensors and in 3.safetensors, remove one.", Message("""{"weight_map":{"a":"1.safetensors","c":"3.safetensors"}}"""));
        Assert.Equal("I: the files hold tensors the index does not list (c), export the model again.", Message("""{"weight_map":{"a":"3.safetensors"}}"""));
    }

    private SafetensorsFile Read(string index) => ShardedSafetensors.Read(_folder.Write("model.safetensors.index.json", index));

    private string Message(string index)
        => Assert.Throws<InputException>(() => Read(index)).Message.Replace(_folder["model.safetensors.index.json"], "I");
}
