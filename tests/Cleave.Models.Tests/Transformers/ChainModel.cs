using System.Text;
using Cleave.Formats.Llama2c;

namespace Cleave.Models.Tests.Transformers;

/// <summary>
/// A model whose likeliest next token follows from the last one alone: embeddings are unit vectors, blocks add nothing, and the
/// head maps each token to its successor. Made here, so that tests need no files.
/// </summary>
internal static class ChainModel
{
    public const int Beginning = 1;
    public const int End = 2;

    /// <param name="successors">The token after each token; its length is the vocabulary and must be even.</param>
    /// <param name="context">Most positions.</param>
    public static LlamaWeights Of(int[] successors, int context = 64)
    {
        int size = successors.Length;
        var config = new LlamaConfig(size, 2, 1, 1, 1, size, context, TiedHead: false);
        var (embedding, head) = (new float[size * size], new float[size * size]);
        for (int token = 0; token < size; token++)
        {
            embedding[(token * size) + token] = 1f;
            head[(successors[token] * size) + token] = 1f;
        }
        NamedArray[] weights =
        [
            new("tok_embeddings.weight", [size, size], embedding), new("output.weight", [size, size], head), Ones("norm.weight", size),
            Ones("layers.0.attention_norm.weight", size), Ones("layers.0.ffn_norm.weight", size),
            .. ((string[])["wq", "wk", "wv", "wo"]).Select(name => Zeros($"layers.0.attention.{name}.weight", size, size)),
            Zeros("layers.0.feed_forward.w1.weight", 2, size), Zeros("layers.0.feed_forward.w2.weight", size, 2), Zeros("layers.0.feed_forward.w3.weight", 2, size),
        ];
        return LlamaWeights.Of("chain", config, weights.ToDictionary(weight => weight.Name));
    }

    /// <summary>A <c>tokenizer.bin</c> of these pieces after the unknown, the beginning and the end.</summary>
    public static byte[] Tokenizer(params string[] pieces) =>
        [16, 0, 0, 0, .. ((string[])["<unk>", "\n<s>\n", "\n</s>\n", .. pieces]).SelectMany((piece, id) => Entry(-id, piece))];

    private static byte[] Entry(float score, string piece)
    {
        var text = Encoding.UTF8.GetBytes(piece);
        return [.. BitConverter.GetBytes(score), .. BitConverter.GetBytes(text.Length), .. text];
    }

    private static NamedArray Ones(string name, int size) => new(name, [size], [.. Enumerable.Repeat(1f, size)]);

    private static NamedArray Zeros(string name, int rows, int columns) => new(name, [rows, columns], new float[rows * columns]);
}
