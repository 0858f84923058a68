using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>
/// Momentum whose direction is orthogonalised, matrix by matrix: B ← μ·B + g; O = <see cref="NewtonSchulz"/>(g + μ·B) (Nesterov);
/// p ← p − lr·(wd·p + 0.2·√max(rows, columns)·O). O has min(rows, columns) singular values near 1, so the factor makes the root
/// mean square of the update about 0.2, what AdamW's usually is: both take the same learning rates (Jordan et al., Muon, 2024).
/// Variables that are no matrices step as <see cref="AdamW"/> would, with the same rate and decay.
/// </summary>
public sealed class Muon : IOptimizer
{
    private const float UpdateSize = 0.2f;
    private const float Epsilon = 1e-8f;

    private readonly VariableGroup _group;
    private readonly Settings _settings;
    private readonly VariableGroup.Layout _momentum;
    private readonly Variable?[] _secondMoments;
    private readonly NewtonSchulz _newtonSchulz;
    private readonly Variable _direction;

    /// <summary>Allocates momentum for every variable of a group, and second moments for those that are no matrices.</summary>
    /// <param name="group">What to step.</param>
    /// <param name="isMatrix">Which variables are linear maps; one that is true for must have two axes.</param>
    /// <param name="settings">Its constants.</param>
    /// <exception cref="ShapeException">When a matrix has not two axes.</exception>
    public Muon(VariableGroup group, Predicate<Variable> isMatrix, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(isMatrix);
        ArgumentNullException.ThrowIfNull(settings);
        (_group, _settings) = (group, settings);
        _momentum = group.Sibling("momentum");
        var variables = group.Values.Variables;
        _secondMoments = [.. variables.Select(v => isMatrix(v) ? null : new Variable(v.Name.Replace(".values.", ".second_moment.", StringComparison.Ordinal), v.Shape))];
        Variable[] matrices = [.. variables.Where((_, i) => _secondMoments[i] is null)];
        if (matrices.FirstOrDefault(m => m.Shape.Rank != 2) is { } other)
            throw new ShapeException($"Muon: {other} is no matrix.");
        var largest = matrices.Select(m => checked((int)m.Shape.Count)).Append(0).Max();
        _newtonSchulz = new NewtonSchulz(largest, matrices.Select(m => Math.Min(m.Shape[0], m.Shape[1])).Append(0).Max());
        _direction = new Variable("direction", [largest]);
    }

    /// <inheritdoc/>
    public IEnumerable<Variable> State => [.. _momentum.Variables, .. _secondMoments.OfType<Variable>()];

    /// <inheritdoc/>
    public long Count { get; set; }

    /// <inheritdoc/>
    public void Step(CpuDevice device, float learningRate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(device);
        Count++;
        for (var i = 0; i < _secondMoments.Length; i++)
        {
            if (_secondMoments[i] is { } second)
                StepAdamW(device, i, second, learningRate, gradientScale);
            else
                StepMatrix(device, i, learningRate, gradientScale);
        }
    }

    private unsafe void StepMatrix(CpuDevice device, int index, float rate, float scale)
    {
        var value = _group.Values.Variables[index];
        var (count, rows, columns) = (value.Shape.Count, value.Shape[0], value.Shape[1]);
        var gradient = _group.Gradients.Variables[index].Pointer;
        var momentum = _momentum.Variables[index].Pointer;
        var direction = _direction.Pointer;
        var gather = new Weighted(_settings.Momentum, scale);
        Elementwise.Zip(device.Workers, gather, momentum, gradient, momentum, count);
        Elementwise.Zip(device.Workers, gather, momentum, gradient, direction, count);
        var update = _newtonSchulz.Run(device, direction, rows, columns);
        var decayed = new Descent(rate * _settings.WeightDecay, rate * UpdateSize * MathF.Sqrt(Math.Max(rows, columns)));
        Elementwise.Zip(device.Workers, decayed, value.Pointer, update, value.Pointer, count);
    }

    private unsafe void StepAdamW(CpuDevice device, int index, Variable second, float rate, float scale)
    {
        var value = _group.Values.Variables[index];
        var (beta1, beta2) = (_settings.Beta1, _settings.Beta2);
        AdamKernel.Step(device.Workers, value.Pointer, _group.Gradients.Variables[index].Pointer, _momentum.Variables[index].Pointer,
            second.Pointer, value.Shape.Count, rate, beta1, beta2, Epsilon, _settings.WeightDecay,
            (float)(1 - Math.Pow(beta1, Count)), (float)(1 - Math.Pow(beta2, Count)), scale);
    }

    /// <summary>Constants of <see cref="Muon"/>.</summary>
    /// <param name="Momentum">μ.</param>
    /// <param name="Beta1">First decay of the AdamW that the other variables get.</param>
    /// <param name="Beta2">Its second decay.</param>
    /// <param name="WeightDecay">wd, of all variables.</param>
    public sealed record Settings(float Momentum, float Beta1, float Beta2, float WeightDecay);

    private readonly struct Weighted(float momentum, float scale) : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => V.MultiplyAdd(x, V.Fill(momentum), y * V.Fill(scale));
    }

    private readonly struct Descent(float decay, float size) : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => V.MultiplyAdd(y, V.Fill(-size), V.MultiplyAdd(x, V.Fill(-decay), x));
    }
}
