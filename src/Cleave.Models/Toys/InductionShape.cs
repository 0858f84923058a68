namespace Cleave.Models.Toys;

/// <summary>Sizes of the induction task and of the transformer that solves it (spd-apd.md 3.3).</summary>
/// <param name="Ordinary">Ordinary tokens, with ids from 1 on.</param>
/// <param name="Positions">Tokens of a row.</param>
/// <param name="Width">Of the residual stream and of the only head.</param>
public sealed record InductionShape(int Ordinary, int Positions, int Width)
{
    /// <summary>The token that every row begins with.</summary>
    public const int Beginning = 0;

    /// <summary>128 ordinary tokens, rows of 64, width 16.</summary>
    public static InductionShape Published { get; } = new(128, 64, 16);

    /// <summary>The token S that announces the answer and later asks for it; its id is the last.</summary>
    public int Signal => Ordinary + 1;

    /// <summary>Ordinary tokens, the beginning and S.</summary>
    public int Vocabulary => Ordinary + 2;
}
