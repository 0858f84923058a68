using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>
/// Adam with decoupled weight decay on a whole group at once: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// p ← p − lr·(wd·p + m̂/(√v̂ + ε)), hats meaning division by 1 − βᵗ (Loshchilov and Hutter 2019).
/// </summary>
public sealed class AdamW(VariableGroup group, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0f) : IOptimizer
{
    /// <summary>First moments, laid out like the group.</summary>
    public VariableGroup.Layout FirstMoments { get; } = group.Sibling("first_moment");

    /// <summary>Second moments, laid out like the group.</summary>
    public VariableGroup.Layout SecondMoments { get; } = group.Sibling("second_moment");

    /// <inheritdoc/>
    public IEnumerable<Variable> State => [.. FirstMoments.Variables, .. SecondMoments.Variables];

    /// <inheritdoc/>
    public long Count { get; set; }

    /// <inheritdoc/>
    public void Step(CpuDevice device, float learningRate, float gradientScale = 1f) =>
        Step(device, learningRate, gradientScale, float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>The same with limits that no parameter leaves.</summary>
    internal unsafe void Step(CpuDevice device, float learningRate, float gradientScale, float least, float most)
    {
        ArgumentNullException.ThrowIfNull(device);
        Count++;
        AdamKernel.Step(device.Workers, group.Values.Buffer.Pointer, group.Gradients.Buffer.Pointer, FirstMoments.Buffer.Pointer,
            SecondMoments.Buffer.Pointer, group.Length, learningRate, beta1, beta2, epsilon, weightDecay,
            (float)(1 - Math.Pow(beta1, Count)), (float)(1 - Math.Pow(beta2, Count)), gradientScale, least, most);
    }
}
