using System.Text;
using Cleave.Formats.Llama2c;

namespace Cleave.Cli.Tests;

/// <summary>A model of a few thousand weights with its tokenizer and a text, and runs on them that take a second.</summary>
internal sealed class StoryFiles : IDisposable
{
    private const int Dim = 8;
    private const int Hidden = 12;

    private static readonly string[] Pieces =
    [
        "<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), " ", ".", .. "abcdefghijklmnopqrstuvwxyz".Select(c => c.ToString()),
    ];

    /// <summary>Makes everything small.</summary>
    public static string[] Settings { get; } =
    [
        "--set", "steps=4", "--set", "checkpoint_every=2", "--set", "log_every=1", "--set", "data.batch=2", "--set", "data.length=16", "--set", "data.held_out=2",
        "--set", "sites={ '*': 4 }", "--set", "initialisation=random", "--set", "importance.width=16", "--set", "importance.blocks=1", "--set", "importance.heads=2",
        "--set", "importance.mlp=16", "--set", "evaluation.adversary_steps=[1]",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("cleave-story-").FullName;

    public StoryFiles()
    {
        Directory.CreateDirectory(In("inputs"));
        Weights().Write(In("inputs", "model"));
        File.WriteAllBytes(In("inputs", "model", "tokenizer.bin"), Tokenizer());
        File.WriteAllText(Text, string.Concat(Enumerable.Range(0, 40).Select(i => $"once a cat {"abcdefghij"[i % 10]} sat on the {"mat hat log"[i % 11]} and slept.\n")));
    }

    public string Model => In("inputs", "model");

    public string Text => In("inputs", "story.txt");

    public string Run => In("runs", "r");

    public string In(params string[] parts) => Path.Combine([_root, .. parts]);

    /// <summary>Decomposes the model for 4 steps with checkpoints at 0, 2 and 4.</summary>
    public Outcome Decompose() => CommandLine.Run(["decompose", "stories", "--model", Model, "--text", Text, "--out", Run, "--threads", "1", .. Settings]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static LlamaWeights Weights()
    {
        var config = new LlamaConfig(Dim, Hidden, Layers: 1, Heads: 2, KvHeads: 2, Pieces.Length, ContextLength: 32, TiedHead: true);
        var random = new Random(1);
        (string Name, int[] Shape)[] names =
        [
            ("tok_embeddings.weight", [Pieces.Length, Dim]), ("norm.weight", [Dim]), ("layers.0.attention_norm.weight", [Dim]), ("layers.0.ffn_norm.weight", [Dim]),
            .. "qkvo".Select(part => ($"layers.0.attention.w{part}.weight", (int[])[Dim, Dim])),
            ("layers.0.feed_forward.w1.weight", [Hidden, Dim]), ("layers.0.feed_forward.w2.weight", [Dim, Hidden]), ("layers.0.feed_forward.w3.weight", [Hidden, Dim]),
        ];
        return LlamaWeights.Of("story", config, names.ToDictionary(n => n.Name, n => new NamedArray(n.Name, n.Shape, Values(n.Shape))));

        float[] Values(int[] shape) => [.. Enumerable.Range(0, shape.Aggregate(1, (count, size) => count * size)).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static byte[] Tokenizer()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Pieces.Max(p => p.Length));
        foreach (var piece in Pieces)
        {
            writer.Write(0f);
            writer.Write(piece.Length);
            writer.Write(Encoding.Latin1.GetBytes(piece));
        }

        return stream.ToArray();
    }
}
