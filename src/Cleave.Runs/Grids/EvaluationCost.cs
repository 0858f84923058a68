using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>
/// What the evaluation at the end of a run costs, reckoned in training steps from the passes and rows of both: a step's measured time
/// then says about how long it takes.
/// </summary>
public static class EvaluationCost
{
    private const double Backward = 2;   // as much as two forward passes
    private const int FixedMasks = 8;    // forward passes under masks that are not searched for

    /// <summary>The evaluation as a number of training steps.</summary>
    public static double InSteps(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var searched = 1 + Backward;
        // The target's own pass belongs to both.
        var step = config.Data.Batch * (1 + (searched * Passes.AtLeast(config)));
        var evaluation = config.Data.HeldOut * (1 + FixedMasks + (searched * config.Evaluation.Adversary.Sum(s => s + 1.0)));
        return evaluation / step;
    }
}
