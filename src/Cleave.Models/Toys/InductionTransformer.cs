using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Toys;

/// <summary>
/// A decoder of two attention layers and nothing else (SPD authors' code): r ← E[id], then in each layer r ← r + softmax(q·kᵀ/√d)·v·W_oᵀ,
/// causal, with one head as wide as the stream, and at the end the last position's r·W_Uᵀ. There is no norm and no bias. Positions enter
/// only as a sinusoidal code that is added to queries and keys after their projection, so the stream never holds them.
/// </summary>
public sealed class InductionTransformer : IToyTarget
{
    /// <summary>How many layers.</summary>
    public const int Depth = 2;

    private const float CodeBase = 10_000f;

    private readonly InductionShape _shape;
    private readonly InductionLayer[] _layers;
    private readonly Variable _code;

    /// <summary>Makes the target with zeros for weights.</summary>
    public InductionTransformer(InductionShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        Embedding = new Variable("embedding.weight", [shape.Vocabulary, shape.Width]);
        Unembedding = new Variable("unembedding.weight", [shape.Vocabulary, shape.Width]);
        _layers = [.. Enumerable.Range(0, Depth).Select(l => new InductionLayer(l, shape.Width))];
        _code = Code(shape);
    }

    /// <summary>E, [vocabulary, width].</summary>
    public Variable Embedding { get; }

    /// <summary>W_U, [vocabulary, width].</summary>
    public Variable Unembedding { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers => [.. _layers.SelectMany(l => (Linear[])[l.Query, l.Key, l.Value, l.Output])];

    /// <inheritdoc/>
    public IReadOnlyList<Variable> Weights => [Embedding, Unembedding, .. Layers.Select(l => l.Weight)];

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Answer;

    /// <summary>Name of a layer's matrix: q, k, v or o.</summary>
    public static string Name(int layer, char matrix) => $"layers.{layer}.attention.{matrix}";

    /// <summary>Logits at the last position, [batch, vocabulary], of ids [batch, position].</summary>
    public Tensor Forward(Tensor input, ForwardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(hooks);
        var graph = input.Graph;
        var (batch, positions) = (input.Shape[0], input.Shape[1]);
        var residual = hooks.Residual("embedding", graph.Read(Embedding).Embed(input));                   // [batch, position, width]
        for (var i = 0; i < Depth; i++)
        {
            var (layer, stream) = (_layers[i], residual);
            var code = Positions(graph, positions);
            Tensor Head(Tensor x) => x.Reshape([batch, positions, 1, _shape.Width]);
            var (query, key) = (Head(hooks.Linear(layer.Query, stream) + code), Head(hooks.Linear(layer.Key, stream) + code));
            var read = hooks.Attend(layer.Heads, query, key, Head(hooks.Linear(layer.Value, stream)));   // [batch, position, head, width]
            residual = hooks.Residual($"layers.{i}", residual + hooks.Linear(layer.Output, read.Reshape(stream.Shape)));
        }

        var last = residual.Slice(1, positions - 1, 1).Reshape([batch, _shape.Width]);
        return last.MatMul(graph.Read(Unembedding), transposeB: true);                                    // [batch, vocabulary]
    }

    /// <summary>The position code of the first positions, [position, width].</summary>
    public Tensor Positions(Graph graph, int count)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Read(_code).Slice(0, 0, count);
    }

    private static Variable Code(InductionShape shape)
    {
        var code = new Variable("positions", [shape.Positions, shape.Width]);
        for (var t = 0; t < shape.Positions; t++)
        {
            for (var i = 0; i < shape.Width; i++)
            {
                var angle = t / Math.Pow(CodeBase, (i - (i % 2)) / (double)shape.Width);
                code.Span[(t * shape.Width) + i] = (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return code;
    }

    private sealed class InductionLayer(int index, int width)
    {
        public AttentionHeads Heads { get; } = new($"layers.{index}.attention");

        public Linear Query { get; } = Matrix(index, 'q', width);

        public Linear Key { get; } = Matrix(index, 'k', width);

        public Linear Value { get; } = Matrix(index, 'v', width);

        public Linear Output { get; } = Matrix(index, 'o', width) with { PrivilegedSide = LayerSide.Input };

        private static Linear Matrix(int index, char matrix, int width) =>
            new(Name(index, matrix), new Variable($"{Name(index, matrix)}.weight", [width, width]));
    }
}
