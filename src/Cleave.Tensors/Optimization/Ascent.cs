using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>Projected gradient ascent on sources that live in [0, 1]; every update ends with the projection.</summary>
public interface IAscent
{
    /// <summary>State that outlives a step, in a fixed order; empty when there is none.</summary>
    IReadOnlyList<VariableGroup.Layout> Moments { get; }

    /// <summary>How many ascents were taken.</summary>
    long Count { get; set; }

    /// <summary>One ascent with the gradients the group now holds, times <paramref name="gradientScale"/>.</summary>
    void Step(CpuDevice device, float rate, float gradientScale = 1f);
}

/// <summary>Adam ascent with bias correction, then projection (VPD authors' code, persistent PGD).</summary>
public sealed class AdamAscent(VariableGroup sources, float beta1 = 0.5f, float beta2 = 0.99f, float epsilon = 1e-8f) : IAscent
{
    private readonly AdamW _adam = new(sources, beta1, beta2, epsilon);

    /// <inheritdoc/>
    public IReadOnlyList<VariableGroup.Layout> Moments => [_adam.FirstMoments, _adam.SecondMoments];

    /// <inheritdoc/>
    public long Count
    {
        get => _adam.Count;
        set => _adam.Count = value;
    }

    /// <inheritdoc/>
    public void Step(CpuDevice device, float rate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(device);
        _adam.Step(device, -rate, gradientScale, least: 0f, most: 1f);
    }
}

/// <summary>r ← clamp(r + rate·sign(gradient), 0, 1) (VPD, adversarial reconstruction in evaluation).</summary>
public sealed class SignAscent(VariableGroup sources) : IAscent
{
    /// <inheritdoc/>
    public IReadOnlyList<VariableGroup.Layout> Moments => [];

    /// <inheritdoc/>
    public long Count { get; set; }

    /// <inheritdoc/>
    public unsafe void Step(CpuDevice device, float rate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(device);
        Count++;
        var values = sources.Values.Buffer.Pointer;
        Elementwise.Zip(device.Workers, new SignStep(rate), values, sources.Gradients.Buffer.Pointer, values, sources.Length);
    }

    private readonly struct SignStep(float rate) : IBinary
    {
        public V Invoke<V>(V x, V gradient)
            where V : unmanaged, ISimd<V>
        {
            var zero = V.Fill(0f);
            var step = V.Select(V.Greater(gradient, zero), V.Fill(rate), V.Select(V.Greater(zero, gradient), V.Fill(-rate), zero));
            return V.Min(V.Max(x + step, zero), V.Fill(1f));
        }
    }
}
