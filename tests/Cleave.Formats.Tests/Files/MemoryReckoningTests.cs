using System.Text;
using Cleave.Formats.Files;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Files;

/// <summary>Sizes that a file claims are compared with memory before any of it is taken.</summary>
public sealed class MemoryReckoningTests
{
    [Fact]
    public void What_does_not_fit_is_refused_with_both_numbers()
    {
        MemoryReckoning.Refuse("x: reading", 20_000_000, "use less", available: 20_000_000);

        Assert.Equal("x: reading needs 70.0 GB of memory and 2.5 GB are available, use less.",
            Assert.Throws<InputException>(() => MemoryReckoning.Refuse("x: reading", 70_000_000_000, "use less", 2_500_000_000)).Message);
    }

    [Fact]
    public void Some_memory_is_available() => Assert.InRange(MemoryReckoning.Available(), 1, long.MaxValue);

    [Fact]
    public void A_sparse_model_of_terabytes_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        int[] sizes = [8192, 28672, 512, 64, 64, 32000, 2048];
        long floats = (32000L * 8192) + 8192 + (2048L * 128) + (512 * ((2 * 8192) + (4 * 8192L * 8192) + (3 * 8192L * 28672)));
        string path = Sparse(folder["m.bin"], [.. sizes.SelectMany(BitConverter.GetBytes)], 28 + (4 * floats));

        AssertRefusedWithoutMemory(() => LlamaWeights.Read(path), $"{path}: reading the model needs ");
    }

    [Fact]
    public void Sparse_tensors_of_terabytes_are_refused_before_they_are_read()
    {
        using var folder = new TemporaryFolder();
        const int Count = 1000;
        const long Each = 1L << 30;
        var header = Encoding.UTF8.GetBytes("{" + string.Join(",", Enumerable.Range(0, Count)
            .Select(i => $$""" "t{{i}}":{"dtype":"U8","shape":[{{Each}}],"data_offsets":[{{i * Each}},{{(i + 1) * Each}}]}""")) + "}");
        string path = Sparse(folder["m.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. header], 8 + header.Length + (Count * Each));

        AssertRefusedWithoutMemory(() => SafetensorsFile.Read(path), $"{path}: reading its 1000 tensors needs ");
    }

    private static void AssertRefusedWithoutMemory(Action read, string start)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InputException>(read).Message;
        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.EndsWith(" GB are available, use a smaller model.", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    private static string Sparse(string path, byte[] start, long length)
    {
        using var stream = File.Create(path);
        stream.Write(start);
        stream.SetLength(length);
        return path;
    }
}
