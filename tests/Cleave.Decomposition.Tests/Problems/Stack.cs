using Cleave.Models;
using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>Linear layers one after another: the smallest network that has sites.</summary>
internal sealed class Stack(params Linear[] layers) : ITarget
{
    public IReadOnlyList<Linear> Layers => layers;

    public OutputKind Output => OutputKind.Values;

    public Tensor Forward(Tensor input, ForwardHooks hooks) => layers.Aggregate(input, (x, layer) => hooks.Linear(layer, x));
}
