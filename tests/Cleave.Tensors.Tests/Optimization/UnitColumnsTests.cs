using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

public sealed class UnitColumnsTests
{
    [Fact]
    public void Every_column_gets_length_one_and_zeros_stay()
    {
        var matrix = new Variable("matrix", [2, 3]);
        ((float[])[3, 0, 0.5f, -4, 0, 0]).CopyTo(matrix.Span);
        new UnitColumns(matrix).Apply();
        Assert.Equal([0.6f, 0, 1, -0.8f, 0, 0], matrix.Span.ToArray());
    }

    [Fact]
    public void Scaling_again_changes_nothing_and_allocates_nothing()
    {
        var matrix = new Variable("matrix", [1, 2]);
        (matrix.Span[0], matrix.Span[1]) = (1e-20f, 2e20f);
        var columns = new UnitColumns(matrix);
        columns.Apply();
        Assert.Equal([1f, 1f], matrix.Span.ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();
        columns.Apply();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal([1f, 1f], matrix.Span.ToArray());
    }
}
