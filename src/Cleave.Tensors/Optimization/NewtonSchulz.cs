using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>
/// Moves a matrix towards the nearest one with orthonormal rows or columns, by products alone: X ← G/‖G‖, then five times
/// X ← a·X + (b·A + c·A²)·X with A = X·Xᵀ, (a, b, c) = (3.4445, −4.775, 2.0315); tall matrices the other way round. Singular values
/// end between about 0.7 and 1.2 unless they were tiny beside the largest, which is near enough for a direction (Jordan 2024).
/// All in 32 bits; bits do not depend on the number of threads.
/// </summary>
internal sealed class NewtonSchulz
{
    private const int Steps = 5;
    private const float A = 3.4445f;
    private const float B = -4.775f;
    private const float C = 2.0315f;
    private const double Epsilon = 1e-7;

    private readonly Variable _next;
    private readonly Variable _gram;
    private readonly Variable _polynomial;

    /// <summary>Allocates memory to work on.</summary>
    /// <param name="elements">Elements of the largest matrix.</param>
    /// <param name="side">Largest of the matrices' shorter sides.</param>
    public NewtonSchulz(int elements, int side)
    {
        _next = new Variable("next", [elements]);
        _gram = new Variable("gram", [side, side]);
        _polynomial = new Variable("polynomial", [side, side]);
    }

    /// <summary>Orthogonalises; <paramref name="x"/>, row-major [rows, columns], is destroyed. Returns where the result lies.</summary>
    public unsafe float* Run(CpuDevice device, float* x, int rows, int columns)
    {
        var (count, side) = ((long)rows * columns, Math.Min(rows, columns));
        var next = _next.Pointer;
        Scale(device, (float)(1 / (Math.Sqrt(AdamKernel.SumOfSquares(device.Workers, x, count)) + Epsilon)), x, x, count);
        for (var step = 0; step < Steps; step++)
        {
            Polynomial(device, x, rows, columns, side);
            Scale(device, A, x, next, count);
            if (rows <= columns)
                device.Gemm.Run(new GemmShape(rows, columns, rows, false, false, side, columns, columns, 1f, true), _polynomial.Pointer, x, next);
            else
                device.Gemm.Run(new GemmShape(rows, columns, columns, false, false, columns, side, columns, 1f, true), x, _polynomial.Pointer, next);
            var swapped = x;
            x = next;
            next = swapped;
        }

        return x;
    }

    /// <summary>b·A + c·A² with A = X·Xᵀ, or Xᵀ·X when that is smaller.</summary>
    private unsafe void Polynomial(CpuDevice device, float* x, int rows, int columns, int side)
    {
        float* gram = _gram.Pointer, polynomial = _polynomial.Pointer;
        var product = rows <= columns
            ? new GemmShape(side, side, columns, false, true, columns, columns, side)
            : new GemmShape(side, side, rows, true, false, columns, columns, side);
        device.Gemm.Run(product, x, x, gram);
        Scale(device, B, gram, polynomial, (long)side * side);
        device.Gemm.Run(new GemmShape(side, side, side, false, false, side, side, side, C, true), gram, gram, polynomial);
    }

    private static unsafe void Scale(CpuDevice device, float factor, float* x, float* y, long count) =>
        Elementwise.Map(device.Workers, new Times(factor), x, y, count);

    private readonly struct Times(float factor) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => x * V.Fill(factor);
    }
}
