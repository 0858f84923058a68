namespace Cleave.Tensors.Ops;

/// <summary>Distances between values.</summary>
public static class DivergenceSyntax
{
    /// <summary>Mean over all elements of (prediction − target)².</summary>
    public static Tensor MeanSquaredError(this Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        return (prediction - target).Square().Mean();
    }
}
