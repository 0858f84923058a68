using Xunit;

namespace Cleave.Tensors.Tests.Memory;

public sealed unsafe class NativeBufferTests
{
    [Fact]
    public void New_memory_is_zero_and_aligned()
    {
        for (var n = 0; n < 200; n += 7)
        {
            using var buffer = new NativeBuffer(n);
            Assert.Equal(n, buffer.Length);
            Assert.Equal(0, (nint)buffer.Pointer % 64);
            Assert.All(buffer.Span.ToArray(), v => Assert.Equal(0f, v));
        }
    }

    [Fact]
    public void Disposed_memory_cannot_be_reached()
    {
        var buffer = new NativeBuffer(3);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer(-1));
    }
}
