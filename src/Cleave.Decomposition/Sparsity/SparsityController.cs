using Cleave.Decomposition.Training;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Sparsity;

/// <summary>Where the controller stands.</summary>
/// <param name="Scale">What the coefficients of minimality and frequency are multiplied by.</param>
/// <param name="Measured">The running mean of the measured quantity, in its unit; NaN before the first measurement.</param>
public readonly record struct SparsityReading(float Scale, float Measured);

/// <summary>
/// A budget instead of a coefficient: moves one scale on all terms that ask for few subcomponents, so that
/// a measured quantity q ends at its target. Every n of N steps from `begin` on, in logarithms:
/// <code>
/// m ← debiased running mean of ln q
/// e = ±(ln target − m)                   + for a divergence, − for L0: positive when more pressure can be afforded
/// ln scale ← clamp(ln scale + fade · clamp(n / (N · time) · e + lead · (e − previous e), ±max_move), ln lowest, ln highest)
/// </code>
/// Logarithms, because coefficients and errors differ by decades. The first part removes a lasting error. The second answers the
/// error's trend: while q falls by itself because the decomposition is still being learned, an error above its target is no
/// reason to give way, and since pressure acts slowly the first alone would overshoot. `fade` is 1 until nine tenths of the run and
/// falls to 0 at its end, where a correction would come too late to act. Moves are added to a bounded scale, so nothing winds up.
/// </summary>
internal sealed class SparsityController : IDisposable
{
    private const double FadeFrom = 0.9;

    private readonly SparsitySettings _settings;
    private readonly BudgetMeasurement _measurement;
    private readonly long _steps;
    private readonly long _begin;
    private readonly float _decay;
    private readonly Variable _error = new("sparsity.error", Shape.Scalar);
    private readonly Variable _scale = new("sparsity.scale", Shape.Scalar);
    private readonly Variable _sum = new("sparsity.mean", Shape.Scalar);
    private readonly Variable _weight = new("sparsity.weight", Shape.Scalar);

    public SparsityController(CpuDevice device, Problem problem, IData data, SparsitySettings settings)
    {
        _settings = settings;
        _measurement = new BudgetMeasurement(device, problem, data, settings.Quantity);
        _steps = problem.Steps;
        _begin = (long)Math.Round(problem.Steps * (double)settings.Begin);
        _decay = MathF.Pow(2f, -1f / settings.HalfLife);
        _scale.Value = 1f;
    }

    /// <summary>What a checkpoint must hold. The number of a measurement follows from the step.</summary>
    public IReadOnlyList<Variable> State => [_error, _scale, _sum, _weight];

    /// <summary>Where it stands.</summary>
    public SparsityReading Reading => new(_scale.Value, _weight.Value > 0 ? MathF.Exp(Mean) : float.NaN);

    private float Mean => _sum.Value / _weight.Value;

    /// <summary>Measures where it is time to, and says the scale of a step that is about to be taken.</summary>
    public float At(long step)
    {
        if (step >= _begin && (step - _begin) % _settings.Every == 0)
            Move(_measurement.Measure((step - _begin) / _settings.Every), step);
        return _scale.Value;
    }

    /// <inheritdoc/>
    public void Dispose() => _measurement.Dispose();

    private void Move(float measured, long step)
    {
        var first = _weight.Value == 0;
        // A quantity of 0 has no logarithm; as far below any target as a float's least normal number says the same.
        _sum.Value = (_sum.Value * _decay) + (MathF.Log(MathF.Max(measured, 1.2e-38f)) * (1 - _decay));
        _weight.Value = (_weight.Value * _decay) + (1 - _decay);
        var error = MathF.Log(_settings.Target) - Mean;
        if (_settings.Quantity.Unit == BudgetUnit.L0)
            error = -error;
        var trend = first ? 0 : error - _error.Value;
        var fade = Math.Min(1, (1 - (step / (double)_steps)) / (1 - FadeFrom));
        var wanted = (_settings.Every / (_steps * (double)_settings.Time) * error) + (_settings.Lead * trend);
        var move = (float)(fade * Math.Clamp(wanted, -_settings.MaxMove, _settings.MaxMove));
        _scale.Value = Math.Clamp(_scale.Value * MathF.Exp(move), _settings.Lowest, _settings.Highest);
        _error.Value = error;
    }
}
