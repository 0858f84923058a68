using System.Runtime.InteropServices;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// Computes a traced value on the spot, each intermediate in memory of its own: the reference a planned replay is compared
/// with, and a way to look at values interactively.
/// </summary>
public static unsafe class Eager
{
    /// <summary>The value's numbers, row-major.</summary>
    public static float[] Evaluate(CpuDevice device, Tensor tensor, long step = 0)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(tensor);
        var memory = new Dictionary<Tensor, NativeBuffer>();
        try
        {
            var needed = new SortedDictionary<int, Tensor>();
            Collect(tensor, needed);
            foreach (var value in needed.Values)
                Compute(device, value, memory, step);
            return new Span<float>(Address(tensor, memory), checked((int)tensor.Shape.Count)).ToArray();
        }
        finally
        {
            foreach (var buffer in memory.Values)
                buffer.Dispose();
        }
    }

    private static void Collect(Tensor root, SortedDictionary<int, Tensor> needed)
    {
        var pending = new Stack<Tensor>([root]);
        while (pending.TryPop(out var tensor))
        {
            if (needed.TryAdd(tensor.Index, tensor))
                Array.ForEach(tensor.Inputs, pending.Push);
        }
    }

    private static void Compute(CpuDevice device, Tensor tensor, Dictionary<Tensor, NativeBuffer> memory, long step)
    {
        if (tensor.Op is Read || tensor.Op.SharesMemoryOf >= 0)
            return;
        var buffer = memory[tensor] = new NativeBuffer(Math.Max(1, tensor.Shape.Count));
        if (tensor.Shape.Count == 0)
            return;
        var results = tensor.Op.Results?.Lengths.Length ?? 0;
        var table = (float**)NativeMemory.Alloc((nuint)Math.Max(1, tensor.Inputs.Length + results), (nuint)sizeof(float*));
        for (var i = 0; i < tensor.Inputs.Length; i++)
            table[i] = Address(tensor.Inputs[i], memory);
        for (var i = 0; i < results; i++)
            table[tensor.Inputs.Length + i] = buffer.Pointer + tensor.Op.Results!.Offset(i);
        ((IDevice)device).Run(tensor.Op, new OpCall(table, buffer.Pointer, step));
        NativeMemory.Free(table);
    }

    private static float* Address(Tensor tensor, Dictionary<Tensor, NativeBuffer> memory)
    {
        if (tensor.Op is Read read)
            return read.Variable.Pointer;
        return tensor.Op.SharesMemoryOf is >= 0 and var shared
            ? Address(tensor.Inputs[shared], memory) + tensor.Op.SharedOffset
            : memory[tensor].Pointer;
    }
}
