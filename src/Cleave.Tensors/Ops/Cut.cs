namespace Cleave.Tensors.Ops;

/// <summary>An operation cut into equal strips of what it reads and makes, from the first number to the last (<see cref="StripGroup"/>).</summary>
/// <param name="Op">What makes one strip.</param>
/// <param name="Whole">A bit for each operand that every strip reads whole; of the others it reads the same strip.</param>
internal readonly record struct Cut(Op Op, uint Whole = 0)
{
    /// <summary>Whether every strip reads all of an operand.</summary>
    public bool IsWhole(int input) => (Whole >> input & 1) != 0;
}
