using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>The network whose numbers are worked by hand: W = 2·I, x = [1, 2], V = [1, 1], U = [1, 2]; perhaps with W₂ = [1, 1], V₂ = [1, 0], U₂ = [1] after it.</summary>
internal sealed class WorkedCase
{
    private WorkedCase(Stack target)
    {
        Target = target;
        Components = new Components([.. target.Layers.Select(l => new Site(l, 1))]);
        Numbers.Set(Components.V(Components.Sites[0]), 1, 1);
        Numbers.Set(Components.U(Components.Sites[0]), 1, 2);
    }

    public Stack Target { get; }

    public Components Components { get; }

    public static WorkedCase OneLayer() => new(new Stack(Numbers.Linear("fc1", 2, 2, 2, 0, 0, 2)));

    public static WorkedCase TwoLayers()
    {
        var result = new WorkedCase(new Stack(Numbers.Linear("fc1", 2, 2, 2, 0, 0, 2), Numbers.Linear("fc2", 1, 2, 1, 1)));
        Numbers.Set(result.Components.V(result.Components.Sites[1]), 1, 0);
        Numbers.Set(result.Components.U(result.Components.Sites[1]), 1);
        return result;
    }

    public LossContext Context(IDivergence divergence, float logit = 0.5f) =>
        Traced.Of(Target, Components, Numbers.Variable("batch", [1, 2], 1, 2), divergence, logit);
}
