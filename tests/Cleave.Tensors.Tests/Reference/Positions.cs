namespace Cleave.Tensors.Tests.Reference;

/// <summary>Places in row-major tensors.</summary>
internal static class Positions
{
    /// <summary>The coordinates of a flat position.</summary>
    public static int[] Of(Shape shape, long flat)
    {
        var at = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            at[axis] = (int)(flat % shape[axis]);
            flat /= shape[axis];
        }

        return at;
    }

    /// <summary>The flat position of coordinates.</summary>
    public static int Flat(Shape shape, params ReadOnlySpan<int> at)
    {
        var flat = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
            flat = (flat * shape[axis]) + at[axis];
        return flat;
    }

    /// <summary>Where an operand of a smaller shape is read for coordinates of the result.</summary>
    public static int Broadcast(Shape operand, ReadOnlySpan<int> at)
    {
        var own = new int[operand.Rank];
        for (var axis = 0; axis < operand.Rank; axis++)
            own[axis] = operand[axis] == 1 ? 0 : at[at.Length - operand.Rank + axis];
        return Flat(operand, own);
    }
}
