using System.Numerics;

namespace Cleave.Tensors.Kernels;

/// <summary>Adds the partial products of the blocks of K to C in the order of the blocks; a part is a range of rows.</summary>
internal readonly unsafe struct GemmSumParts(GemmShape shape, float* partials, int blocks, float* c) : IParts
{
    private const long PartFloats = 16 * 1024;

    private readonly float* _partials = partials;
    private readonly float* _c = c;

    /// <summary>Parts to run.</summary>
    public int Count =>
        (int)Math.Min(shape.M, ((long)shape.M * shape.N * blocks / PartFloats) + 1);

    /// <inheritdoc/>
    public void Run(int part, int worker)
    {
        var end = (int)((part + 1L) * shape.M / Count);
        for (var row = (int)((long)part * shape.M / Count); row < end; row++)
            Row(_partials + ((nint)row * shape.N), _c + ((nint)row * shape.Ldc));
    }

    private void Row(float* from, float* to)
    {
        var stride = (nint)shape.M * shape.N;
        var j = 0;
        for (; j + Vector<float>.Count <= shape.N; j += Vector<float>.Count)
        {
            var first = Vector.Load(from + j);
            var sum = shape.Accumulate ? Vector.Load(to + j) + first : first;
            for (var block = 1; block < blocks; block++)
                sum += Vector.Load(from + j + (block * stride));
            sum.Store(to + j);
        }

        for (; j < shape.N; j++)
        {
            var sum = shape.Accumulate ? to[j] + from[j] : from[j];
            for (var block = 1; block < blocks; block++)
                sum += from[j + (block * stride)];
            to[j] = sum;
        }
    }
}
