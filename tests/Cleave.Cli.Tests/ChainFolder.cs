using Cleave.Formats.Llama2c;
using Cleave.Models.Tests.Transformers;

namespace Cleave.Cli.Tests;

/// <summary>A folder with a <see cref="ChainModel"/> and its tokenizer: 3 is the space, 4 to 9 are a, b, c, ESC, the bell and the line break.</summary>
internal sealed class ChainFolder : IDisposable
{
    private static readonly string[] Pieces = [" ", "a", "b", "c", "\u001b", "\a", "\n"];
    private readonly string _path = Directory.CreateTempSubdirectory("cleave-chain-").FullName;

    /// <param name="after">What follows each of 1 and 3 to 9.</param>
    public ChainFolder(params (int Token, int Next)[] after)
    {
        var successors = new int[10];
        foreach (var (token, next) in after)
            successors[token] = next;
        Weights = ChainModel.Of(successors);
        Weights.Write(_path);
        File.WriteAllBytes(this["tokenizer.bin"], ChainModel.Tokenizer(Pieces));
    }

    public LlamaWeights Weights { get; }

    public string Root => _path;

    public string this[string name] => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
