using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    private const int Block = 32;   // numbers of a table that one instruction chooses from
    private const int MostBlocks = 4;   // with more, looking up one by one is no slower

    private readonly float _perStep = 1 / step;

    /// <summary>How many nodes there are: one before the first interval and one after the last besides.</summary>
    public int Nodes => intervals + 3;

    /// <summary>Where the nodes lie.</summary>
    public void Place(float* nodes)
    {
        for (var k = 0; k < Nodes; k++)
            nodes[k] = (first + k - 1) * step;
    }

    /// <summary>From one of the four tables of coefficients to the next.</summary>
    public int Apart => (intervals + Block - 1) / Block * Block;

    /// <summary>Node values as coefficients of each interval: a table each for those of 1, t, t² and t³, <see cref="Apart"/> from each other.</summary>
    public void Coefficients<V>(float* values, float* cubics)
        where V : unmanaged, ISimd<V>
    {
        if (intervals < V.Width)
        {
            for (var k = 0; k < intervals; k++)
                Coefficients<V1>(values, cubics, k);
            return;
        }

        var last = intervals - V.Width;   // the last register holds some of the one before again
        for (var k = 0; k < last; k += V.Width)
            Coefficients<V>(values, cubics, k);
        Coefficients<V>(values, cubics, last);
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
    public void Evaluate(float* cubics, int* places, float* t, float* y, int count)
    {
        var (i, apart) = (0, (nint)Apart);
        if (Avx512F.IsSupported && apart <= MostBlocks * Block)
        {
            for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
            {
                var (place, x) = (Vector512.Load(places + i), Vector512.Load(t + i));
                var sum = LookUp(cubics + (3 * apart), apart, place);
                sum = Vector512.FusedMultiplyAdd(sum, x, LookUp(cubics + (2 * apart), apart, place));
                sum = Vector512.FusedMultiplyAdd(sum, x, LookUp(cubics + apart, apart, place));
                Vector512.FusedMultiplyAdd(sum, x, LookUp(cubics, apart, place)).Store(y + i);
            }
        }

        for (; i < count; i++)
        {
            var cubic = cubics + places[i];
            var sum = MathF.FusedMultiplyAdd(cubic[3 * apart], t[i], cubic[2 * apart]);
            y[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(sum, t[i], cubic[apart]), t[i], cubic[0]);
        }
    }

    /// <summary>Adds dy·(1, t, t², t³) to the moments of each x's interval, [intervals, 4].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMoments(int* places, float* t, float* dy, float* moments, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var moment = moments + (4 * (nint)places[i]);
            var square = t[i] * t[i];
            (Vector128.Load(moment) + (Vector128.Create(1f, t[i], square, square * t[i]) * dy[i])).Store(moment);
        }
    }

    /// <summary>The gradients of node values that moments amount to.</summary>
    public void Transpose(float* moments, float* nodes)
    {
        float at = 0, after = 0, next = 0;   // of the interval's nodes, from the intervals before; the node before it has no interval to come
        for (var k = 0; k < intervals; k++)
        {
            float one = moments[4 * k], t = moments[(4 * k) + 1], square = moments[(4 * k) + 2], cube = moments[(4 * k) + 3];
            nodes[k] = at + ((square / 2) - (t / 3) - (cube / 6));
            at = after + (one - (t / 2) - square + (cube / 2));
            after = next + (t + (square / 2) - (cube / 2));
            next = (cube - t) / 6;
        }

        (nodes[intervals], nodes[intervals + 1], nodes[intervals + 2]) = (at, after, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Coefficients<V>(float* values, float* cubics, int k)
        where V : unmanaged, ISimd<V>
    {
        V a = V.Load(values + k), b = V.Load(values + k + 1), c = V.Load(values + k + 2), d = V.Load(values + k + 3);
        V two = V.Fill(2f), three = V.Fill(3f), six = V.Fill(6f);
        b.Store(cubics + k);
        (c - (a / three) - (b / two) - (d / six)).Store(cubics + Apart + k);
        (((a + c) / two) - b).Store(cubics + (2 * Apart) + k);
        (((d - a) / six) + ((b - c) / two)).Store(cubics + (3 * Apart) + k);
    }

    /// <summary>Numbers of a table, which stays in registers and nearest cache, each by its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LookUp(float* table, nint size, Vector512<int> places)
    {
        var found = Avx512F.PermuteVar16x32x2(Vector512.Load(table), places, Vector512.Load(table + (Block / 2)));
        for (var begin = Block; begin < size; begin += Block)
        {
            var here = Avx512F.PermuteVar16x32x2(Vector512.Load(table + begin), places, Vector512.Load(table + begin + (Block / 2)));
            found = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(places, Vector512.Create(begin)).AsSingle(), here, found);
        }

        return found;
    }
}
