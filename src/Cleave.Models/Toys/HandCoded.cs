using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>
/// Four gated functions in a residual MLP of two layers, built rather than trained (APD, hand-coded functions). Input: x in [0, 5] and four
/// control bits; output: the sum of the functions whose bit is 1, exact where the lines below meet them.
/// <para>
/// The residual stream has an axis for x, one for each bit, and one for the output, which starts at 0. Function i has ten neurons,
/// the even ones in layer 0 and the odd ones in layer 1; its k-th computes relu(x + 6·bit_i − 6 − t_k). While the bit is 1 that is
/// the hinge relu(x − t_k); while it is 0 nothing passes, as x is at most 5 and t_k at least −1. The knots are t = −1, 0, 5/9, …,
/// 40/9: weights on the hinges make the straight lines between F at 0, 5/9, …, 5, and since relu(x + 1) − relu(x) = 1 there, the
/// hinge at −1 gives them their height F(0).
/// </para>
/// <para>
/// So each function reads the stream through one direction, x + 6·bit_i: its part of a layer's mlp_in has rank one, and the
/// thresholds 6 + t_k are biases, which a decomposition leaves on.
/// </para>
/// </summary>
public sealed class HandCoded : IToyTarget
{
    /// <summary>How many functions, each with a bit.</summary>
    public const int Functions = 4;

    /// <summary>Largest x.</summary>
    public const float High = 5f;

    /// <summary>How many layers.</summary>
    public const int Depth = 2;

    private const int Knots = 10;
    private const int Share = Knots / Depth;   // a function's neurons in one layer
    private const int Width = 1 + Functions + 1;
    private const float Gate = High + 1;

    private readonly ResidMlp _network = new(new ResidMlpSizes(1 + Functions, 1, Width, Functions * Share, Depth, Bias: true));

    /// <summary>Distance between the points that straight lines join.</summary>
    public static double Spacing => High / (Knots - 1.0);

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers => _network.Layers;

    /// <inheritdoc/>
    public IReadOnlyList<Variable> Weights => _network.Weights;

    /// <inheritdoc/>
    public OutputKind Output => _network.Output;

    /// <summary>The network that computes the given functions.</summary>
    public static HandCoded Of(IReadOnlyList<GatedFunction> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(functions.Count, Functions);
        var target = new HandCoded();
        for (var i = 0; i <= Functions; i++)
            target._network.Embedding.Span[(i * Width) + i] = 1;
        target._network.Unembedding.Span[Width - 1] = 1;
        for (var i = 0; i < Functions; i++)
        {
            var changes = SlopeChanges(functions[i]);
            for (var k = 0; k < Knots; k++)
                target.Place(i, k, changes[k]);
        }

        return target;
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, ForwardHooks hooks) => _network.Forward(input, hooks);

    private static double Knot(int k) => k == 0 ? -1 : (k - 1) * Spacing;

    /// <summary>What each hinge adds to the slope.</summary>
    private static double[] SlopeChanges(GatedFunction function)
    {
        var changes = new double[Knots];
        var slope = changes[0] = function.At(0);
        for (var k = 1; k < Knots; k++)
        {
            var next = (function.At(Knot(k) + Spacing) - function.At(Knot(k))) / Spacing;
            (changes[k], slope) = (next - slope, next);
        }

        return changes;
    }

    private void Place(int function, int k, double change)
    {
        var (read, write) = (Layers[2 * (k % Depth)], Layers[(2 * (k % Depth)) + 1]);
        var neuron = (function * Share) + (k / Depth);
        read.Weight.Span[neuron * Width] = 1;
        read.Weight.Span[(neuron * Width) + 1 + function] = Gate;
        read.Bias!.Span[neuron] = (float)(-Gate - Knot(k));
        write.Weight.Span[((Width - 1) * write.In) + neuron] = (float)change;
    }
}
