using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>Functions of whole rows. The result may overwrite an operand.</summary>
internal static unsafe class RowKernels
{
    /// <summary>y = eˣ / Σ eˣ in each row.</summary>
    public static void Softmax(Workers w, float* x, float* y, long rows, long n) => Each(w, default(SoftmaxFormula), x, x, y, rows, n);

    /// <summary>Softmax of one row on this thread.</summary>
    public static void SoftmaxRow(float* x, float* y, long n) => One(default(SoftmaxFormula), x, x, y, n);

    /// <summary>y = x − ln Σ eˣ in each row.</summary>
    public static void LogSoftmax(Workers w, float* x, float* y, long rows, long n) =>
        Each(w, default(LogSoftmaxFormula), x, x, y, rows, n);

    /// <summary>dx = y·(dy − Σ y·dy), from softmax's result y.</summary>
    public static void SoftmaxBackward(Workers w, float* y, float* dy, float* dx, long rows, long n) =>
        Each(w, default(SoftmaxBackwardFormula), y, dy, dx, rows, n);

    /// <summary>dx = dy − eʸ Σ dy, from log softmax's result y.</summary>
    public static void LogSoftmaxBackward(Workers w, float* y, float* dy, float* dx, long rows, long n) =>
        Each(w, default(LogSoftmaxBackwardFormula), y, dy, dx, rows, n);

    /// <summary>y = x·r with r = 1 / √(mean(x²) + ε).</summary>
    public static void RmsNorm(Workers w, float* x, float* y, long rows, long n, float epsilon) =>
        Each(w, new NormFormula(epsilon, centred: false), x, x, y, rows, n);

    /// <summary>dx = r·(dy − x·r²·mean(x·dy)), from the operand x.</summary>
    public static void RmsNormBackward(Workers w, float* x, float* dy, float* dx, long rows, long n, float epsilon) =>
        Each(w, new NormBackwardFormula(epsilon, centred: false), x, dy, dx, rows, n);

    /// <summary>y = (x − mean)·r with r = 1 / √(variance + ε).</summary>
    public static void LayerNorm(Workers w, float* x, float* y, long rows, long n, float epsilon) =>
        Each(w, new NormFormula(epsilon, centred: true), x, x, y, rows, n);

    /// <summary>dx = r·(dy − mean(dy) − y·mean(y·dy)), from the operand x.</summary>
    public static void LayerNormBackward(Workers w, float* x, float* dy, float* dx, long rows, long n, float epsilon) =>
        Each(w, new NormBackwardFormula(epsilon, centred: true), x, dy, dx, rows, n);

    private static void Each<TFormula>(Workers w, TFormula formula, float* x, float* dy, float* y, long rows, long n)
        where TFormula : struct, IRowFormula
    {
        if (n == 0)
            return;
        var rowsPerPart = Math.Max(1, Elementwise.PartLength / n);
        var body = new Parts<TFormula> { Formula = formula, X = x, Dy = dy, Y = y, Rows = rows, N = n, RowsPerPart = rowsPerPart };
        w.Run(checked((int)((rows + rowsPerPart - 1) / rowsPerPart)), ref body);
    }

    private static void One<TFormula>(TFormula formula, float* x, float* dy, float* y, long n)
        where TFormula : struct, IRowFormula
    {
        if (Vector512.IsHardwareAccelerated)
            formula.Invoke<V512>(x, dy, y, n);
        else if (Vector256.IsHardwareAccelerated)
            formula.Invoke<V256>(x, dy, y, n);
        else
            formula.Invoke<V128>(x, dy, y, n);
    }

    private struct Parts<TFormula> : IParts
        where TFormula : struct, IRowFormula
    {
        public TFormula Formula;
        public float* X;
        public float* Dy;
        public float* Y;
        public long Rows;
        public long N;
        public long RowsPerPart;

        public readonly void Run(int part, int worker)
        {
            var end = Math.Min(Rows, (part + 1) * RowsPerPart);
            for (var row = part * RowsPerPart; row < end; row++)
                One(Formula, X + (row * N), Dy + (row * N), Y + (row * N), N);
        }
    }
}
