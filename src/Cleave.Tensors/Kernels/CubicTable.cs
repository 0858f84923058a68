using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// A function of one number, known at equal steps and interpolated by the cubic through the four nodes around; and what that linear map of
/// node values does to gradients. With t from 0 to 1 between two nodes, the weights of the nodes before, at, after and next after are
/// −t/3 + t²/2 − t³/6, 1 − t/2 − t² + t³/2, t + t²/2 − t³/2 and −t/6 + t³/6; the error is at most 3/128·step⁴·max|f⁗|.
/// </summary>
/// <remarks>
/// Nodes are multiples of the step, so that 0 is one: where inputs are sparse most rows ask for it, and what comes out is exact, as is the 0 that
/// a weight's gradient gets from there. An optimizer that divides gradients by their size would make a full step of anything else.
/// </remarks>
/// <param name="first">Which multiple of the step begins the first interval.</param>
/// <param name="step">Distance of nodes, above 0.</param>
/// <param name="intervals">How many of them reach to the greatest number that is looked up.</param>
internal readonly unsafe struct CubicTable(int first, float step, int intervals)
{
    /// <summary>Error of the interpolation in units of step⁴·max|f⁗|.</summary>
    public const double Error = 3.0 / 128;

    private readonly float _perStep = 1 / step;

    /// <summary>How many nodes there are: one before the first interval and one after the last besides.</summary>
    public int Nodes => intervals + 3;

    /// <summary>Where the nodes lie.</summary>
    public void Place(float* nodes)
    {
        for (var k = 0; k < Nodes; k++)
            nodes[k] = (first + k - 1) * step;
    }

    /// <summary>Node values as coefficients of 1, t, t² and t³ of each interval, [intervals, 4].</summary>
    public void Coefficients(float* values, float* cubics)
    {
        for (var k = 0; k < intervals; k++)
        {
            float a = values[k], b = values[k + 1], c = values[k + 2], d = values[k + 3];
            cubics[4 * k] = b;
            cubics[(4 * k) + 1] = c - (a / 3) - (b / 2) - (d / 6);
            cubics[(4 * k) + 2] = ((a + c) / 2) - b;
            cubics[(4 * k) + 3] = ((d - a) / 6) + ((b - c) / 2);
        }
    }

    /// <summary>
    /// The interval of each x and t within it, of whole registers: places beyond the count are written too. NaN comes to the first interval, as t.
    /// </summary>
    public void Split<V>(float* x, int* places, float* t, int count)
        where V : unmanaged, ISimd<V>
    {
        V from = V.Fill(-first), scale = V.Fill(_perStep), half = V.Fill(0.5f), zero = V.Fill(0f);
        for (var i = 0; i < count; i += V.Width)
        {
            var place = V.MultiplyAdd(V.Load(x + i), scale, from);
            var whole = V.AtMost(intervals - 1, V.Round(place - half));
            whole = V.Select(V.Greater(whole, zero), whole, zero);
            V.ToInteger(whole).Store((float*)(places + i));
            (place - whole).Store(t + i);
        }
    }

    /// <summary>The function at each x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate(float* cubics, int* places, float* t, float* y, int count)
    {
        for (var i = 0; i < count; i++)
            y[i] = Horner(cubics + (4 * (nint)places[i]), t[i]);
    }

    /// <summary>
    /// f′(x), tabulated on the same nodes, and adds dy·(1, t, t², t³) to the moments of x's interval, [intervals, 4].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pull(float* cubics, int* places, float* t, float* dy, float* slopes, float* moments, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = 4 * (nint)places[i];
            var (share, one) = (dy[i], t[i]);
            slopes[i] = Horner(cubics + at, one);
            var square = one * one;
            (Vector128.Load(moments + at) + (Vector128.Create(1f, one, square, square * one) * share)).Store(moments + at);
        }
    }

    /// <summary>Adds the gradients of node values that moments amount to.</summary>
    public void Transpose(float* moments, float* nodes)
    {
        for (var k = 0; k < intervals; k++)
        {
            float one = moments[4 * k], t = moments[(4 * k) + 1], square = moments[(4 * k) + 2], cube = moments[(4 * k) + 3];
            nodes[k] += (square / 2) - (t / 3) - (cube / 6);
            nodes[k + 1] += one - (t / 2) - square + (cube / 2);
            nodes[k + 2] += t + (square / 2) - (cube / 2);
            nodes[k + 3] += (cube - t) / 6;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Horner(float* cubic, float t) =>
        MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(cubic[3], t, cubic[2]), t, cubic[1]), t, cubic[0]);
}
