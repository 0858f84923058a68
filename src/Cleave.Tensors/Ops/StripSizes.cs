namespace Cleave.Tensors.Ops;

/// <summary>Sizes of one strip of a result and of its operands, cut along the outermost axis.</summary>
/// <param name="Result">Of the result.</param>
/// <param name="Operands">Of each operand.</param>
/// <param name="Whole">A bit for each operand that is stretched along that axis, and therefore stays whole.</param>
internal sealed record StripSizes(int[] Result, int[][] Operands, uint Whole)
{
    /// <summary>Null where the outermost axis has no such strips.</summary>
    public static StripSizes? Of(Tensor result, int strips)
    {
        if (result.Shape.Rank == 0 || result.Shape[0] % strips != 0)
            return null;
        var whole = 0u;
        var operands = new int[result.Inputs.Length][];
        for (var i = 0; i < operands.Length; i++)
        {
            var shape = result.Inputs[i].Shape;
            operands[i] = shape.Sizes.ToArray();
            if (shape.Rank == result.Shape.Rank && shape[0] == result.Shape[0])
                operands[i][0] /= strips;
            else
                whole |= 1u << i;
        }

        var sizes = result.Shape.Sizes.ToArray();
        sizes[0] /= strips;
        return new StripSizes(sizes, operands, whole);
    }
}
