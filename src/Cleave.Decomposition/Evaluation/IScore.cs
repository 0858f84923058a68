using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>Numbers that only some targets have, such as the accuracy of an induction head.</summary>
public interface IScore
{
    /// <summary>Whether the target has them.</summary>
    bool Fits(DecomposedTarget decomposed);

    /// <summary>Measures them; names are lower case with underscores.</summary>
    IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed);
}

/// <summary>All scores, one line each.</summary>
public static class Scores
{
    /// <summary>The registered scores.</summary>
    public static IReadOnlyList<IScore> All { get; } =
    [
        new FunctionIsolation(),
        new PlantedScore(),
        new GroupScore(),
        new CancellingScore(),
        new InductionScore(),
    ];
}
