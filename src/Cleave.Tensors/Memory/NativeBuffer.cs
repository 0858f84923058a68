using System.Runtime.InteropServices;

namespace Cleave.Tensors;

/// <summary>Floats in native memory: zero at first, aligned to a cache line, never moved.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;

    private float* _data;

    /// <summary>Allocates <paramref name="length"/> floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">When there is no such memory.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)length * sizeof(float));
        _data = (float*)NativeMemory.AlignedAlloc(Math.Max(bytes, Alignment), Alignment);
        NativeMemory.Clear(_data, bytes);
    }

    /// <summary>Frees the memory of a buffer that nobody disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>How many floats.</summary>
    public long Length { get; }

    /// <summary>The memory; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, this);
            return _data;
        }
    }

    /// <summary>The floats as a span.</summary>
    /// <exception cref="OverflowException">When there are more than a span can hold.</exception>
    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
