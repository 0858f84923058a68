using Cleave.Formats.Llama2c;
using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Transformers;

/// <summary>
/// A decoder of the Llama form: pre-norm blocks with RMS-norm gains, rotary positions, grouped-query attention, and
/// w2(silu(w1·x) ⊙ w3·x). Embedding and head are not decomposed.
/// </summary>
public sealed class Llama : ITarget
{
    private readonly Variable _embedding;
    private readonly Variable _finalNorm;
    private readonly Variable _head;
    private readonly Block[] _blocks;
    private readonly float _epsilon;

    /// <summary>Makes the target from weights read from a file.</summary>
    public Llama(LlamaWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Config = weights.Config;
        _epsilon = (float)Config.NormEpsilon;
        _embedding = Load(weights, "tok_embeddings.weight");
        _finalNorm = Load(weights, "norm.weight");
        _head = Config.TiedHead ? _embedding : Load(weights, "output.weight");
        _blocks = [.. Enumerable.Range(0, Config.Layers).Select(i => new Block(weights, $"layers.{i}"))];
        Layers = [.. _blocks.SelectMany(b => b.All)];
    }

    /// <summary>Sizes and conventions.</summary>
    public LlamaConfig Config { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers { get; }

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Logits;

    /// <summary>All weights, named as in its file.</summary>
    public IReadOnlyList<Variable> Weights =>
    [
        _embedding, _finalNorm, .. Config.TiedHead ? (Variable[])[] : [_head],
        .. _blocks.SelectMany(b => (Variable[])[b.AttentionNorm, b.FeedForwardNorm, .. b.All.Select(l => l.Weight)]),
    ];

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, LinearMap linear)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(linear);
        var graph = input.Graph;
        var x = graph.Read(_embedding).Embed(input);   // [batch, position, dim]
        foreach (var block in _blocks)
        {
            x += Attend(block, x.RmsNorm(_epsilon, graph.Read(block.AttentionNorm)), linear);
            x += Expand(block, x.RmsNorm(_epsilon, graph.Read(block.FeedForwardNorm)), linear);
        }

        return x.RmsNorm(_epsilon, graph.Read(_finalNorm)).Logits(graph.Read(_head));   // [batch, position, vocabulary]
    }

    private static Tensor Expand(Block block, Tensor x, LinearMap linear) => linear(block.W2, linear(block.W1, x).Silu() * linear(block.W3, x));

    private static Variable Load(LlamaWeights weights, string name)
    {
        var array = weights.Weights[name];
        var variable = new Variable(name, Shape.Create([.. array.Shape]));
        array.Values.CopyTo(variable.Span);
        return variable;
    }

    private Tensor Attend(Block block, Tensor x, LinearMap linear)
    {
        Tensor Heads(Linear layer, int count) => linear(layer, x).Reshape([x.Shape[0], x.Shape[1], count, Config.Dim / Config.Heads]);
        var pairing = Config.Pairing == RopePairing.Interleaved ? RotaryPairing.Interleaved : RotaryPairing.SplitHalves;
        var query = Heads(block.Wq, Config.Heads).Rotary(pairing, (float)Config.RopeBase);
        var key = Heads(block.Wk, Config.KvHeads).Rotary(pairing, (float)Config.RopeBase);
        var mixed = query.Attention(key, Heads(block.Wv, Config.KvHeads), causal: true);
        return linear(block.Wo, mixed.Reshape(x.Shape));
    }

    private sealed class Block(LlamaWeights weights, string name)
    {
        public Variable AttentionNorm { get; } = Load(weights, $"{name}.attention_norm.weight");

        public Variable FeedForwardNorm { get; } = Load(weights, $"{name}.ffn_norm.weight");

        public Linear Wq { get; } = Linear(weights, $"{name}.attention.wq");

        public Linear Wk { get; } = Linear(weights, $"{name}.attention.wk");

        public Linear Wv { get; } = Linear(weights, $"{name}.attention.wv");

        public Linear Wo { get; } = Linear(weights, $"{name}.attention.wo") with { PrivilegedSide = LayerSide.Input };

        public Linear W1 { get; } = Linear(weights, $"{name}.feed_forward.w1");

        public Linear W3 { get; } = Linear(weights, $"{name}.feed_forward.w3");

        public Linear W2 { get; } = Linear(weights, $"{name}.feed_forward.w2") with { PrivilegedSide = LayerSide.Input };

        public IEnumerable<Linear> All => [Wq, Wk, Wv, Wo, W1, W3, W2];

        private static Linear Linear(LlamaWeights weights, string name) => new(name, Load(weights, $"{name}.weight"));
    }
}
