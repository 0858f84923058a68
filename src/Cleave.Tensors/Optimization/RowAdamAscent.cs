using System.Numerics;
using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>
/// Adam ascent for sources of which each pass uses only some rows (the first axis, common to all variables of the group). A row
/// whose gradient is exactly 0 throughout was not used: it neither moves nor forgets, its moments and its count of ascents stay.
/// The others follow <see cref="AdamAscent"/>, bias-corrected by their own counts, so that a row's first ascents are no larger
/// because others had theirs before.
/// </summary>
public sealed class RowAdamAscent : IAscent
{
    private readonly VariableGroup _sources;
    private readonly (float Beta1, float Beta2, float Epsilon) _settings;
    private readonly VariableGroup.Layout _first;
    private readonly VariableGroup.Layout _second;
    private readonly VariableGroup.Layout _ascents;
    private readonly Variable _corrections;   // [2, rows]; 0 for rows that rest
    private readonly int _rows;

    /// <summary>Allocates moments and counts.</summary>
    /// <exception cref="ArgumentException">When the variables differ in their rows.</exception>
    public RowAdamAscent(VariableGroup sources, float beta1 = 0.5f, float beta2 = 0.99f, float epsilon = 1e-8f)
    {
        ArgumentNullException.ThrowIfNull(sources);
        (_sources, _settings, _rows) = (sources, (beta1, beta2, epsilon), sources.Values.Variables[0].Shape[0]);
        if (sources.Values.Variables.Any(v => v.Shape[0] != _rows))
            throw new ArgumentException($"{sources.Name}: variables differ in their rows.");
        _first = sources.Sibling("first_moment");
        _second = sources.Sibling("second_moment");
        _ascents = new VariableGroup(sources.Name, [("rows", [_rows])]).Sibling("ascents");
        _corrections = new Variable("corrections", [2, _rows]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<VariableGroup.Layout> Moments => [_first, _second, _ascents];

    /// <inheritdoc/>
    public long Count { get; set; }

    /// <inheritdoc/>
    public unsafe void Step(CpuDevice device, float rate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(device);
        Count++;
        FindUsedRows();
        var variables = _sources.Values.Variables;
        for (var i = 0; i < variables.Count; i++)
        {
            var width = (int)(variables[i].Shape.Count / _rows);
            AdamKernel.StepRows(device.Workers, variables[i].Pointer, _sources.Gradients.Variables[i].Pointer, _first.Variables[i].Pointer,
                _second.Variables[i].Pointer, _rows, width, -rate, _settings.Beta1, _settings.Beta2, _settings.Epsilon,
                _corrections.Pointer, _corrections.Pointer + _rows, gradientScale, least: 0f, most: 1f);
        }
    }

    private void FindUsedRows()
    {
        var ascents = _ascents.Variables[0].Span;
        var corrections = _corrections.Span;
        for (var row = 0; row < _rows; row++)
        {
            var used = IsUsed(row);
            if (used)
                ascents[row]++;
            corrections[row] = used ? (float)(1 - Math.Pow(_settings.Beta1, ascents[row])) : 0f;
            corrections[_rows + row] = used ? (float)(1 - Math.Pow(_settings.Beta2, ascents[row])) : 0f;
        }
    }

    private bool IsUsed(int row)
    {
        var gradients = _sources.Gradients.Variables;
        for (var i = 0; i < gradients.Count; i++)   // a loop over the interface would allocate, and this runs every step
        {
            var width = (int)(gradients[i].Shape.Count / _rows);
            if (!IsZero(gradients[i].Span.Slice(row * width, width)))
                return true;
        }

        return false;
    }

    // −0 counts as 0, which a comparison of bits would miss.
    private static bool IsZero(ReadOnlySpan<float> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (!Vector.EqualsAll(new Vector<float>(values[i..]), Vector<float>.Zero))
                return false;
        }

        for (; i < values.Length; i++)
        {
            if (values[i] != 0f)
                return false;
        }

        return true;
    }
}
