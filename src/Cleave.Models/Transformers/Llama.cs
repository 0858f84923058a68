using Cleave.Formats;
using Cleave.Formats.Files;
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
    private readonly Norm _finalNorm;
    private readonly Variable _head;
    private readonly Block[] _blocks;

    /// <summary>Makes the target from weights read from a file.</summary>
    /// <exception cref="InputException">A weight is NaN or infinite, or memory does not hold the weights once more.</exception>
    public Llama(LlamaWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.RequireFinite();
        MemoryReckoning.Refuse($"{weights.Source}: computing with the model", weights.Weights.Values.Sum(w => sizeof(float) * (long)w.Values.Length), "use a smaller model");
        Config = weights.Config;
        _embedding = Load(weights, "tok_embeddings.weight");
        _finalNorm = Norm(weights, "norm");
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
        _embedding, _finalNorm.Gain, .. Config.TiedHead ? (Variable[])[] : [_head],
        .. _blocks.SelectMany(b => (Variable[])[b.AttentionNorm.Gain, b.FeedForwardNorm.Gain, .. b.All.Select(l => l.Weight)]),
    ];

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, ForwardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(hooks);
        var graph = input.Graph;
        var x = hooks.Residual("embedding", graph.Read(_embedding).Embed(input));   // [batch, position, dim]
        foreach (var block in _blocks)
        {
            x = hooks.Residual($"{block.Name}.attention", x + Attend(block, hooks.Normalise(block.AttentionNorm, x), hooks));
            x = hooks.Residual($"{block.Name}.feed_forward", x + Expand(block, hooks.Normalise(block.FeedForwardNorm, x), hooks));
        }

        return hooks.Normalise(_finalNorm, x).Logits(graph.Read(_head));   // [batch, position, vocabulary]
    }

    private static Tensor Expand(Block block, Tensor x, ForwardHooks hooks) =>
        hooks.Linear(block.W2, hooks.Activate(block.Neurons, hooks.Linear(block.W1, x)) * hooks.Linear(block.W3, x));

    private static Norm Norm(LlamaWeights weights, string name) => new(name, Load(weights, $"{name}.weight"), (float)weights.Config.NormEpsilon);

    private static Variable Load(LlamaWeights weights, string name)
    {
        var array = weights.Weights[name];
        var variable = new Variable(name, Shape.Create([.. array.Shape]));
        array.Values.CopyTo(variable.Span);
        return variable;
    }

    private Tensor Attend(Block block, Tensor x, ForwardHooks hooks)
    {
        Tensor Heads(Linear layer, int count) => hooks.Linear(layer, x).Reshape([x.Shape[0], x.Shape[1], count, Config.Dim / Config.Heads]);
        var query = Heads(block.Wq, Config.Heads).Rotary(Config.Pairing, (float)Config.RopeBase);
        var key = Heads(block.Wk, Config.KvHeads).Rotary(Config.Pairing, (float)Config.RopeBase);
        var mixed = hooks.Attend(block.Heads, query, key, Heads(block.Wv, Config.KvHeads));
        return hooks.Linear(block.Wo, mixed.Reshape(x.Shape));
    }

    private sealed class Block(LlamaWeights weights, string name)
    {
        public string Name => name;

        public Norm AttentionNorm { get; } = Norm(weights, $"{name}.attention_norm");

        public Norm FeedForwardNorm { get; } = Norm(weights, $"{name}.ffn_norm");

        public AttentionHeads Heads { get; } = new($"{name}.attention");

        public Activation Neurons { get; } = new($"{name}.feed_forward", ActivationKind.Silu);

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
