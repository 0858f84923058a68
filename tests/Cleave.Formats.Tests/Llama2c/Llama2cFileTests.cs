using Cleave.Formats.Llama2c;
using Xunit;

namespace Cleave.Formats.Tests.Llama2c;

public sealed class Llama2cFileTests
{
    [Fact]
    public void All_forms_of_one_model_hold_the_same_weights()
    {
        var legacy = LlamaWeights.Read(SharedData.Path("models/stories260K/stories260K.bin"));
        var version1 = LlamaWeights.Read(SharedData.Path("models/stories260K/stories260K_v1.bin"));
        var folder = LlamaWeights.Read(SharedData.Path("models/stories260K/safetensors"));
        var file = LlamaWeights.Read(SharedData.Path("models/stories260K/safetensors/model.safetensors"));

        Assert.Equal(new LlamaConfig(64, 172, 5, 8, 4, 512, 512, true), legacy.Config);
        Assert.Equal(260032, legacy.Weights.Values.Sum(weight => weight.Values.Length));
        foreach (var other in (LlamaWeights[])[version1, folder, file])
        {
            Assert.Equal(legacy.Config, other.Config);
            AssertSame(legacy, other);
        }
    }

    [Fact]
    public void The_int8_version_is_refused()
    {
        string path = SharedData.Path("models/stories260K/stories260K-q8.bin");

        Assert.Equal($"{path}: this is a llama2.c file of version 2 (int8), which is not read, export it with version 0 or 1 (float32).", Message(path));
    }

    [Fact]
    public void An_untied_head_follows_the_legacy_tables()
    {
        using var folder = new TemporaryFolder();

        var model = LlamaWeights.Read(folder.Write("m.bin", LlamaSample.Legacy()));

        Assert.Equal(LlamaSample.Config, model.Config);
        Assert.Equal(0f, model.Weights["tok_embeddings.weight"].Values[0]);
        Assert.Equal(20 / 8f, model.Weights["layers.0.attention_norm.weight"].Values[0]);
        Assert.Equal((20 + 4) / 8f, model.Weights["layers.1.attention_norm.weight"].Values[0]);
        Assert.Equal((20 + 8 + 32) / 8f, model.Weights["layers.0.attention.wk.weight"].Values[0]);
        int norm = 20 + (2 * (4 + 4 + 16 + 8 + 8 + 16 + 72));
        Assert.Equal(norm / 8f, model.Weights["norm.weight"].Values[0]);
        Assert.Equal((norm + 4 + 6) / 8f, model.Weights["output.weight"].Values[0]);
        Assert.Equal([2, 4], model.Weights["layers.0.attention.wk.weight"].Shape);
        Assert.Equal([4, 6], model.Weights["layers.0.feed_forward.w2.weight"].Shape);
    }

    [Theory]
    [InlineData(0, 0, "m: dim must lie between 1 and 1048576 but is 0, this is not such a model or it is damaged.")]
    [InlineData(0, -4, "m: dim must lie between 1 and 1048576 but is -4, this is not such a model or it is damaged.")]
    [InlineData(0, int.MaxValue, "m: dim must lie between 1 and 1048576 but is 2147483647, this is not such a model or it is damaged.")]
    [InlineData(2, 1000000, "m: layers must lie between 1 and 4096 but is 1000000, this is not such a model or it is damaged.")]
    [InlineData(3, 3, "m: heads 3 must divide dim 4, check the file.")]
    [InlineData(3, 4, "m: dim 4 over heads 4 gives heads of odd width 1, which rotary embedding cannot pair: check the file.")]
    [InlineData(4, 3, "m: kv_heads 3 must divide heads 2, check the file.")]
    [InlineData(5, 0, "m: vocab_size must lie between 1 and 16777216 but is 0, this is not such a model or it is damaged.")]
    [InlineData(5, int.MinValue, "m: vocab_size must lie between 1 and 16777216 but is -2147483648, this is not such a model or it is damaged.")]
    [InlineData(1, 4194304, "m: sizes dim 4, hidden 4194304, layers 2, heads 2, kv heads 1, vocabulary 5, context 3 need 402653860 bytes but the file has 1252, copy or export it again.")]
    public void Impossible_sizes_are_refused(int position, int value, string expected)
    {
        using var folder = new TemporaryFolder();
        var bytes = LlamaSample.Legacy();
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * position), value);

        string message = Message(folder.Write("m.bin", bytes)).Replace(folder["m.bin"], "m");

        Assert.Equal(expected, message);
    }

    [Fact]
    public void A_file_one_byte_short_or_long_is_refused()
    {
        using var folder = new TemporaryFolder();
        var bytes = LlamaSample.Legacy();

        Assert.Contains($"need {bytes.Length} bytes but the file has {bytes.Length - 1}, copy or export it again.", Message(folder.Write("m.bin", bytes[..^1])));
        Assert.Contains($"the file has {bytes.Length + 1}, copy", Message(folder.Write("m.bin", [.. bytes, 0])));
        Assert.Contains("the file has 27 bytes and a llama2.c model starts with 28, copy it again.", Message(folder.Write("m.bin", bytes[..27])));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_warned_of()
    {
        using var folder = new TemporaryFolder();
        var bytes = LlamaSample.Legacy();
        BitConverter.TryWriteBytes(bytes.AsSpan(28), float.NaN);
        string path = folder.Write("m.bin", bytes);

        var model = LlamaWeights.Read(path);

        Assert.Equal([$"{path}: tensor 'tok_embeddings.weight' holds 1 value that is NaN or infinite."], model.Warnings);
        Assert.Equal(
            $"{path}: tensor 'tok_embeddings.weight' holds 1 value that is NaN or infinite, so nothing can be computed with this model: export or download it again.",
            Assert.Throws<InputException>(model.RequireFinite).Message);
    }

    [Fact]
    public void All_tensors_that_are_not_finite_are_counted()
    {
        using var folder = new TemporaryFolder();
        var bytes = LlamaSample.Legacy();
        BitConverter.TryWriteBytes(bytes.AsSpan(28), float.PositiveInfinity);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), float.NegativeInfinity);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), float.NaN);
        string path = folder.Write("m.bin", bytes);

        var model = LlamaWeights.Read(path);

        Assert.Equal(
            [$"{path}: tensor 'tok_embeddings.weight' holds 2 values that are NaN or infinite.", $"{path}: tensor 'output.weight' holds 1 value that is NaN or infinite."],
            model.Warnings);
        Assert.Contains("holds 2 values that are NaN or infinite, and 1 more tensors do, so nothing", Assert.Throws<InputException>(model.RequireFinite).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upper_case_ending_is_read()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(LlamaSample.Config, LlamaWeights.Read(folder.Write("MODEL.BIN", LlamaSample.Legacy())).Config);
    }

    internal static void AssertSame(LlamaWeights expected, LlamaWeights actual)
    {
        Assert.Equal(expected.Weights.Keys.Order(), actual.Weights.Keys.Order());
        foreach (var (name, weight) in expected.Weights)
        {
            Assert.Equal(weight.Shape, actual.Weights[name].Shape);
            Assert.True(weight.Values.AsSpan().SequenceEqual(actual.Weights[name].Values), name);
        }
    }

    private static string Message(string path) => Assert.Throws<InputException>(() => LlamaWeights.Read(path)).Message;
}
