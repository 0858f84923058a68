namespace Cleave.Models.Toys;

/// <summary>Sizes of the induction task and of the transformer that solves it, and its training (SPD authors' code, induction head).</summary>
/// <param name="Ordinary">Ordinary tokens, with ids from 1 on.</param>
/// <param name="Positions">Tokens of a row.</param>
/// <param name="Width">Of the residual stream and of the only head.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Batch">Rows a step.</param>
/// <param name="LearningRate">After a warm-up over a tenth of the steps; a cosine takes it to a fiftieth.</param>
public sealed record InductionShape(int Ordinary, int Positions, int Width, int Steps, int Batch, float LearningRate)
{
    /// <summary>The token that every row begins with.</summary>
    public const int Beginning = 0;

    /// <summary>
    /// 128 ordinary tokens, rows of 64, width 16. The reference trains for 100,000 steps of 1,024 rows at a constant 1e-3; at ten times
    /// that rate these steps are enough.
    /// </summary>
    public static InductionShape Published { get; } = new(128, 64, 16, 2_000, 256, 1e-2f);

    /// <summary>The token S that announces the answer and later asks for it; its id is the last.</summary>
    public int Signal => Ordinary + 1;

    /// <summary>Ordinary tokens, the beginning and S.</summary>
    public int Vocabulary => Ordinary + 2;
}
