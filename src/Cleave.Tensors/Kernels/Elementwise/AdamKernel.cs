using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>One step of AdamW in a single pass over memory.</summary>
internal static unsafe class AdamKernel
{
    /// <summary>
    /// p −= lr·decay·p; m and v move towards s·g and (s·g)², s being the gradient's scale; then
    /// p −= lr·(m / correction1) / (√(v / correction2) + ε), and p is brought back between its limits.
    /// </summary>
    public static void Step(
        Workers w, float* p, float* g, float* m, float* v, long n, float lr, float beta1, float beta2, float eps,
        float weightDecay, float correction1, float correction2, float gradientScale,
        float least = float.NegativeInfinity, float most = float.PositiveInfinity)
    {
        var body = All(p, g, m, v, n, lr / correction1, (beta1, beta2, eps), gradientScale, (least, most));
        (body.Decay, body.Correction) = (lr * weightDecay, 1f / correction2);
        w.Run(checked((int)((n + Elementwise.PartLength - 1) / Elementwise.PartLength)), ref body);
    }

    /// <summary>The same without weight decay for each row [width] on its own, with its own corrections; a correction of 0 leaves a row alone.</summary>
    public static void StepRows(
        Workers w, float* p, float* g, float* m, float* v, int rows, int width, float lr, float beta1, float beta2, float eps,
        float* correction1, float* correction2, float gradientScale, float least, float most)
    {
        var all = All(p, g, m, v, width, lr, (beta1, beta2, eps), gradientScale, (least, most));
        var body = new RowParts { All = all, Correction1 = correction1, Correction2 = correction2 };
        w.Run(rows, ref body);
    }

    /// <summary>Σ x² in fixed shards, for norms of gradients.</summary>
    public static double SumOfSquares(Workers w, float* x, long n) => Reduce.SumOfSquares(w, x, n);

    private static Parts All(
        float* p, float* g, float* m, float* v, long n, float rate, (float Beta1, float Beta2, float Epsilon) settings, float scale, (float Least, float Most) limits) => new()
        {
            P = p,
            G = g,
            M = m,
            S = v,
            N = n,
            Rate = rate,
            Beta1 = settings.Beta1,
            Beta2 = settings.Beta2,
            Epsilon = settings.Epsilon,
            Scale = scale,
            Least = limits.Least,
            Most = limits.Most,
        };

    private struct Parts : IParts
    {
        public float* P;
        public float* G;
        public float* M;
        public float* S;
        public long N;
        public float Decay;
        public float Rate;
        public float Beta1;
        public float Beta2;
        public float Epsilon;
        public float Correction;
        public float Scale;
        public float Least;
        public float Most;

        public readonly void Run(int part, int worker)
        {
            var at = (long)part * Elementwise.PartLength;
            Range(at, Math.Min(N, at + Elementwise.PartLength));
        }

        public readonly void Range(long at, long end)
        {
            if (Vector512.IsHardwareAccelerated)
                at = Loop<V512>(at, end);
            else if (Vector256.IsHardwareAccelerated)
                at = Loop<V256>(at, end);
            Loop<V1>(Loop<V128>(at, end), end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long Loop<V>(long i, long end)
            where V : unmanaged, ISimd<V>
        {
            var (decay, rate, epsilon) = (V.Fill(-Decay), V.Fill(-Rate), V.Fill(Epsilon));
            var (correction, scale) = (V.Fill(Correction), V.Fill(Scale));
            var (beta1, gain1) = (V.Fill(Beta1), V.Fill(1f - Beta1));
            var (beta2, gain2) = (V.Fill(Beta2), V.Fill(1f - Beta2));
            float least = Least, most = Most;
            float* p = P, g = G, m = M, s = S;
            for (; i <= end - V.Width; i += V.Width)
            {
                var gradient = V.Load(g + i) * scale;
                var first = V.MultiplyAdd(gradient, gain1, V.Load(m + i) * beta1);
                var second = V.MultiplyAdd(gradient * gradient, gain2, V.Load(s + i) * beta2);
                first.Store(m + i);
                second.Store(s + i);
                var step = first / (V.Sqrt(second * correction) + epsilon);

                // 1 − lr·decay as a float would lose most digits of a small decay.
                var before = V.Load(p + i);
                V.AtMost(most, V.AtLeast(least, V.MultiplyAdd(step, rate, V.MultiplyAdd(before, decay, before)))).Store(p + i);
            }

            return i;
        }
    }

    private struct RowParts : IParts
    {
        public Parts All;
        public float* Correction1;
        public float* Correction2;

        public readonly void Run(int part, int worker)
        {
            if (Correction1[part] == 0)
                return;
            var row = All;
            var at = part * All.N;
            row.P += at;
            row.G += at;
            row.M += at;
            row.S += at;
            (row.Rate, row.Correction) = (All.Rate / Correction1[part], 1f / Correction2[part]);
            row.Range(0, All.N);
        }
    }
}
