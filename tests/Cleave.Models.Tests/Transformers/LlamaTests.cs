using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Formats.Tokenizers;
using Cleave.Models.Layers;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Models.Tests.Transformers;

public sealed class LlamaTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("models/stories260K/stories260K.bin")]
    [InlineData("models/stories260K/stories260K_v1.bin")]
    [InlineData("models/stories260K/safetensors/model.safetensors")]
    public void Logits_agree_with_the_reference(string path)
    {
        var probe = SafetensorsFile.Read(SharedData.Path("models/stories260K/safetensors/probe.safetensors"));
        var (expected, got) = (probe.Tensor("logits").Floats(), Logits(path, probe.Tensor("tokens")));
        Assert.Equal(expected.Length, got.Length);
        Assert.InRange(expected.Zip(got).Max(p => Math.Abs(p.First - p.Second)), 0f, 1e-4f);
    }

    [Fact]
    public void Both_versions_of_the_format_give_identical_logits()
    {
        var tokens = SafetensorsFile.Read(SharedData.Path("models/stories260K/safetensors/probe.safetensors")).Tensor("tokens");
        Assert.Equal(Logits("models/stories260K/stories260K.bin", tokens), Logits("models/stories260K/stories260K_v1.bin", tokens));
    }

    [Fact]
    public void Five_stories_cost_1_266_nats_a_token()
    {
        var model = Model("models/stories260K/stories260K.bin");
        var tokenizer = SentencePieceTokenizer.Read(SharedData.Path("models/stories260K/tok512.bin"), model.Config.VocabSize);
        var stories = File.ReadAllText(SharedData.Path("text/tinystories_sample.txt"))
            .Split("<|endoftext|>", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(5, stories.Length);
        var (sum, count) = (0.0, 0);
        foreach (var story in stories)
        {
            var ids = tokenizer.Encode(story, addBeginning: true);
            sum += NextTokenLoss(model, ids) * (ids.Length - 1);
            count += ids.Length - 1;
        }

        Assert.InRange(sum / count, 1.256, 1.276);
    }

    [Fact]
    public void Layers_are_named_in_forward_order_and_the_map_replaces_each()
    {
        var model = Model("models/stories260K/stories260K.bin");
        var names = new Names();
        model.Forward(new Graph().Read(new Variable("ids", [1, 3])), names);
        var called = names.Called;
        Assert.Equal(35, called.Distinct().Count());
        Assert.Equal(model.Layers.Select(l => l.Name).Order(), called.Order());
        Assert.Equal("layers.0.attention.wq", called[0]);
        Assert.Equal(OutputKind.Logits, model.Output);
    }

    private static Llama Model(string path) => new(LlamaWeights.Read(SharedData.Path(path)));

    private static Variable Ids(Shape shape, int[] ids)
    {
        var variable = new Variable("ids", shape);
        Array.ConvertAll(ids, id => (float)id).CopyTo(variable.Span);
        return variable;
    }

    private float[] Logits(string path, SafetensorsTensor tokens)
    {
        var ids = Ids(Shape.Create([.. tokens.Shape]), tokens.Integers());
        return Eager.Evaluate(_device, Model(path).Forward(new Graph().Read(ids)));
    }

    private float NextTokenLoss(Llama model, int[] ids)
    {
        var batch = new Graph().Read(Ids([1, ids.Length], ids));
        var logits = model.Forward(batch);
        var loss = logits.Slice(1, 0, ids.Length - 1).CrossEntropyFromLogits(batch.Slice(1, 1, ids.Length - 1));
        return Eager.Evaluate(_device, loss)[0];
    }

    private sealed class Names : ForwardHooks
    {
        public List<string> Called { get; } = [];

        public override Tensor Linear(Linear layer, Tensor input)
        {
            Called.Add(layer.Name);
            return layer.Apply(input);
        }
    }
}
