namespace Cleave.Tensors.Ops;

/// <summary>
/// y[i] = table[id_i], ids being whole numbers held as floats (exact below 2²⁴); the gradient of the table sums dy over equal ids
/// in order. Also gathers along rows.
/// </summary>
internal sealed class Embedding(int rows, int width, long count) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        for (var i = 0L; i < count; i++)
        {
            var id = Id(call[1][i], rows);
            Buffer.MemoryCopy(call[0] + ((long)id * width), call.Output + (i * width), width * sizeof(float), width * sizeof(float));
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new EmbeddingGradient(rows, width, count), [rows, width], gradient, result.Inputs[1]), null];

    internal static int Id(float value, int rows) =>
        value >= 0 && value < rows && value == MathF.Floor(value)
            ? (int)value
            : throw new ArgumentOutOfRangeException(nameof(value), $"Embedding: id {value} is not a whole number in 0..{rows - 1}.");
}

/// <summary>d table[id] = Σ over places with that id of dy.</summary>
internal sealed class EmbeddingGradient(int rows, int width, long count) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        new Span<float>(call.Output, checked(rows * width)).Clear();
        for (var i = 0L; i < count; i++)
        {
            var from = call[0] + (i * width);
            var to = call.Output + ((long)Embedding.Id(call[1][i], rows) * width);
            for (var j = 0; j < width; j++)
                to[j] += from[j];
        }
    }
}

/// <summary>y[i] = x[i, id_i] for each row; dx is dy at that place and 0 elsewhere.</summary>
internal sealed class Gather(long rows, int length) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        for (var i = 0L; i < rows; i++)
            call.Output[i] = call[0][(i * length) + Embedding.Id(call[1][i], length)];
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new GatherGradient(rows, length), result.Inputs[0].Shape, gradient, result.Inputs[1]), null];
}

/// <summary>The gradient of <see cref="Gather"/> from (dy, ids).</summary>
internal sealed class GatherGradient(long rows, int length) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        new Span<float>(call.Output, checked((int)(rows * length))).Clear();
        for (var i = 0L; i < rows; i++)
            call.Output[(i * length) + Embedding.Id(call[1][i], length)] = call[0][i];
    }
}

/// <summary>Lookups by id.</summary>
public static class EmbeddingSyntax
{
    /// <summary>Rows of a table [rows, width] by ids [..]: the result is [.., width].</summary>
    public static Tensor Embed(this Tensor table, Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(ids);
        return table.Shape.Rank == 2
            ? table.Graph.Append(new Embedding(table.Shape[0], table.Shape[1], ids.Shape.Count), ids.Shape.Append(table.Shape[1]), table, ids)
            : throw new ShapeException($"Embed: the table must be [rows, width], not {table.Shape}.");
    }

    /// <summary>One entry of each innermost row, chosen by ids of the leading shape.</summary>
    public static Tensor Gather(this Tensor x, Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(ids);
        return x.Shape.Rank > 0 && ids.Shape == x.Shape.WithoutLast()
            ? x.Graph.Append(new Gather(ids.Shape.Count, x.Shape.Last), ids.Shape, x, ids)
            : throw new ShapeException($"Gather: ids {ids.Shape} must have the shape of {x.Shape} without its last axis.");
    }
}
