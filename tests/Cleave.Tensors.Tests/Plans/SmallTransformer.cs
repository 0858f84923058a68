using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Plans;

/// <summary>A transformer block with grouped heads and an MLP, its loss and the gradients of all its parameters.</summary>
internal sealed class SmallTransformer
{
    private const int Heads = 4;
    private const int KvHeads = 2;
    private const int Words = 11;

    public SmallTransformer(int batch = 2, int positions = 5, int headWidth = 4)
    {
        var (d, kv) = (Heads * headWidth, KvHeads * headWidth);
        Parameters = new VariableGroup("model",
        [
            ("embed", [Words, d]), ("gain", [d]), ("q", [d, d]), ("k", [kv, d]), ("v", [d, kv]), ("o", [d, d]),
            ("up", [d, 2 * d]), ("bias", [2 * d]), ("down", [2 * d, d]), ("unembed", [Words, d]),
        ]);
        Ids = new Variable("ids", [batch, positions]);
        var random = new Random(5);
        foreach (ref var id in Ids.Span)
            id = random.Next(Words);
        foreach (ref var number in Parameters.Values.Span)
            number = (random.NextSingle() - 0.5f) * 0.8f;
        Loss = Forward((batch, positions, headWidth));
        Gradients = Gradient.Of(Loss, [.. Parameters.Values.Variables.Select(Graph.Read)]);
    }

    public Graph Graph { get; } = new();

    public VariableGroup Parameters { get; }

    public Variable Ids { get; }

    public Tensor Loss { get; }

    public Tensor[] Gradients { get; }

    public Variable LossValue { get; } = new("loss", Shape.Scalar);

    /// <summary>The loss to a variable and every gradient to its place in the group.</summary>
    public Plan Compile(CpuDevice device) =>
        Plan.Compile(device, [new(LossValue, Loss), .. Parameters.Gradients.Variables.Zip(Gradients, (v, g) => new Assignment(v, g))]);

    private Tensor Weight(string name) => Graph.Read(Parameters.Values[name]);

    private Tensor Forward((int Batch, int Positions, int Width) s)
    {
        var ids = Graph.Read(Ids);
        var x = Weight("embed").Embed(ids);
        var normal = x.RmsNorm(1e-5f, Weight("gain"));
        var q = normal.MatMul(Weight("q")).Reshape([s.Batch, s.Positions, Heads, s.Width]).Rotary(RotaryPairing.Interleaved);
        var k = normal.MatMul(Weight("k"), transposeB: true).Reshape([s.Batch, s.Positions, KvHeads, s.Width])
            .Rotary(RotaryPairing.Interleaved);
        var v = normal.MatMul(Weight("v")).Reshape([s.Batch, s.Positions, KvHeads, s.Width]);
        x += q.Attention(k, v, causal: true).Reshape(x.Shape).MatMul(Weight("o"));
        var halves = (x.LayerNorm(1e-5f).MatMul(Weight("up")) + Weight("bias")).Split(2, Heads * s.Width, Heads * s.Width);
        var hidden = new[] { halves[0].Gelu(), halves[1].Silu() * halves[0].Detach() }.Concat(2);
        var y = x + hidden.MatMul(Weight("down"));
        var logits = y.MatMul(Weight("unembed"), transposeB: true);
        var swapped = y.Transpose(1, 0, 2).SumOver(0);
        return logits.CrossEntropyFromLogits(ids) + (0.1f * swapped.Square().Mean())
            + logits.KlFromLogits(logits.Detach().Square().LogSoftmax());
    }
}
