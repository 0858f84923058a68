using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>Clipping of a group's gradient by its global norm.</summary>
public static class Clipping
{
    /// <summary>The Euclidean norm of all gradients of a group.</summary>
    public static unsafe double GradientNorm(CpuDevice device, VariableGroup group)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(group);
        return Math.Sqrt(AdamKernel.SumOfSquares(device.Workers, group.Gradients.Buffer.Pointer, group.Length));
    }

    /// <summary>The factor min(1, max / (norm + 1e-6)) that keeps a norm below <paramref name="maximum"/>; 1 when there is none.</summary>
    public static float Factor(double norm, float? maximum) => maximum is { } max ? (float)Math.Min(1.0, max / (norm + 1e-6)) : 1f;
}
