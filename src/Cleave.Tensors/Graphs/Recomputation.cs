using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// What a backward pass reads of a segment: its inside traced once more, from what was kept. Kept is whatever another segment, or
/// something outside all of them, uses too. Random draws are made again wherever they come from: they depend on nothing.
/// </summary>
internal sealed class Recomputation
{
    private readonly HashSet<Tensor> _kept = [];
    private readonly Dictionary<(int Segment, Tensor), Tensor> _again = [];

    /// <param name="forward">What the loss is computed from.</param>
    public Recomputation(IEnumerable<Tensor> forward)
    {
        foreach (var user in forward)
            _kept.UnionWith(user.Inputs.Where(i => i.Segment != 0 && i.Segment != user.Segment));
    }

    /// <summary>The same value with operands that need not be kept; the value itself outside of segments.</summary>
    public Tensor Of(Tensor tensor) => tensor.Segment == 0 ? tensor : Again(tensor, tensor.Segment);

    private Tensor Again(Tensor tensor, int segment)
    {
        if (!_again.TryGetValue((segment, tensor), out var copy))
        {
            var inputs = Array.ConvertAll(tensor.Inputs, i => IsForgotten(i, segment) ? Again(i, segment) : i);
            _again[(segment, tensor)] = copy = tensor.Graph.Append(tensor.Op, tensor.Shape, inputs).InPlaceOf(tensor, _ => false);
        }

        return copy;
    }

    private bool IsForgotten(Tensor tensor, int segment) => tensor.Op is Uniform || (tensor.Segment == segment && !_kept.Contains(tensor));
}
