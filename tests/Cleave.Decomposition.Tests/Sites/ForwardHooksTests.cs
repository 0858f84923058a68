using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Models.Layers;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Decomposition.Tests.Sites;

public sealed class ForwardHooksTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Llama _model = TinyProblems.RandomLlama();
    private readonly Variable _ids = new("ids", [2, 6]);

    public ForwardHooksTests()
    {
        for (var i = 0; i < _ids.Span.Length; i++)
            _ids.Span[i] = (7 * i) % 23;
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Every_point_of_a_block_is_called_by_name_in_forward_order()
    {
        var names = new Names();
        _model.Forward(new Graph().Read(_ids), names);
        Assert.Equal(
            [
                "embedding",
                "layers.0.attention_norm", "layers.0.attention.wq", "layers.0.attention.wk", "layers.0.attention.wv", "layers.0.attention", "layers.0.attention.wo", "layers.0.attention",
                "layers.0.ffn_norm", "layers.0.feed_forward.w1", "layers.0.feed_forward", "layers.0.feed_forward.w3", "layers.0.feed_forward.w2", "layers.0.feed_forward",
            ],
            names.Called[..14]);
        Assert.Equal("norm", names.Called[^1]);
    }

    [Fact]
    public void Frozen_norms_and_patterns_compute_what_the_network_does()
    {
        var plain = Eager.Evaluate(_device, _model.Forward(new Graph().Read(_ids), ForwardHooks.None));
        var frozen = Eager.Evaluate(_device, _model.Forward(new Graph().Read(_ids), new Frozen()));
        Assert.All(plain.Zip(frozen), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void No_gradient_reaches_queries_through_a_frozen_pattern()
    {
        Assert.True(LargestSlope(ForwardHooks.None) > 1e-6f);
        Assert.Equal(0f, LargestSlope(new Frozen()));
    }

    [Fact]
    public void A_frozen_norm_passes_gradients_as_a_linear_map_does()
    {
        var norm = new Norm("norm", Numbers.Variable("gain", [3], [1f, 2f, 3f]), 1e-5f);
        var graph = new Graph();
        var x = graph.Read(Numbers.Variable("x", [1, 3], [1f, -2f, 2f]));
        var slope = Eager.Evaluate(_device, Gradient.Of(norm.ApplyFrozen(x).Sum(), [x])[0]);
        var factor = 1 / MathF.Sqrt(3 + 1e-5f);
        Assert.All(slope.Zip([factor, 2 * factor, 3 * factor]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_masked_pass_calls_the_hooks_beneath_and_keeps_what_sites_read()
    {
        var components = new Components(SiteSelection.Match(_model, [new("layers.*.attention.wv", 3)]));
        components.Initialise(1, new RandomInitialisation());
        var (graph, names) = (new Graph(), new Names());
        var masks = components.Sites.ToDictionary(s => s, _ => new Mask(graph.Fill(1f, [3]), null));
        var pass = DecomposedForward.Run(_model, components, graph.Read(_ids), masks, Route.Everywhere, names);
        Assert.DoesNotContain("layers.0.attention.wv", names.Called);
        Assert.Contains("layers.0.attention.wq", names.Called);
        Assert.Contains("layers.1.ffn_norm", names.Called);
        Assert.Equal([2, 6, 3], Enumerable.Range(0, 3).Select(i => pass.Inner[components.Sites[0]].Shape[i]));
        Assert.Equal(_model.Config.Dim, pass.Inputs[components.Sites[1]].Shape.Last);
    }

    private float LargestSlope(ForwardHooks beneath)
    {
        var watch = new Queries(beneath);
        var output = _model.Forward(new Graph().Read(_ids), watch);
        return Eager.Evaluate(_device, Gradient.Of(output.Square().Sum(), [watch.Last!])[0]).Max(MathF.Abs);
    }

    private sealed class Frozen : ForwardHooks
    {
        public override Tensor Normalise(Norm norm, Tensor input) => norm.ApplyFrozen(input);

        public override Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value) => heads.ApplyFrozen(query, key, value);
    }

    private sealed class Queries(ForwardHooks beneath) : ForwardHooks
    {
        public Tensor? Last { get; private set; }

        public override Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value) => beneath.Attend(heads, Last = query, key, value);
    }

    private sealed class Names : ForwardHooks
    {
        public List<string> Called { get; } = [];

        public override Tensor Linear(Linear layer, Tensor input) => Note(layer.Name, base.Linear(layer, input));

        public override Tensor Normalise(Norm norm, Tensor input) => Note(norm.Name, base.Normalise(norm, input));

        public override Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value) => Note(heads.Name, base.Attend(heads, query, key, value));

        public override Tensor Activate(Activation activation, Tensor input) => Note(activation.Name, base.Activate(activation, input));

        public override Tensor Residual(string name, Tensor stream) => Note(name, base.Residual(name, stream));

        private Tensor Note(string name, Tensor value)
        {
            Called.Add(name);
            return value;
        }
    }
}
