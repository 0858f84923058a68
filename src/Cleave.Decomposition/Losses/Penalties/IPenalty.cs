using Cleave.Tensors;

namespace Cleave.Decomposition.Losses;

/// <summary>What one importance costs: a function that is 0 at 0, and whose form may follow a schedule.</summary>
public interface IPenalty
{
    /// <summary>The cost of each upper-leaky importance, [.., C] of [.., C].</summary>
    Tensor Of(Tensor importance);

    /// <summary>Sets what follows a schedule, before a step.</summary>
    /// <param name="progress">Share of the run that has passed, 0 to 1.</param>
    void Advance(double progress);
}
