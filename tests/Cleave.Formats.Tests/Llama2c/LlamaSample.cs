using Cleave.Formats.Llama2c;

namespace Cleave.Formats.Tests.Llama2c;

/// <summary>A tiny model in memory and as bytes of llama2.c version 0.</summary>
internal static class LlamaSample
{
    public static readonly LlamaConfig Config = new(4, 6, 2, 2, 1, 5, 3, TiedHead: false);

    public static byte[] Legacy()
    {
        int[] header = [4, 6, 2, 2, 1, -5, 3];
        int floats = (2 * 5 * 4) + 4 + (2 * (4 + 4 + 16 + 8 + 8 + 16 + (3 * 24))) + (3 * 2);
        var bytes = new List<byte>(header.SelectMany(BitConverter.GetBytes));
        bytes.AddRange(Enumerable.Range(0, floats).SelectMany(i => BitConverter.GetBytes(i / 8f)));
        return [.. bytes];
    }
}
