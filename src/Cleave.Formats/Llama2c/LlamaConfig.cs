using Cleave.Tensors.Ops;

namespace Cleave.Formats.Llama2c;

/// <summary>The sizes and constants of a Llama-style transformer.</summary>
/// <param name="Dim">Width of the residual stream.</param>
/// <param name="HiddenDim">Width of the feed-forward layer.</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Heads">Number of query heads; divides <paramref name="Dim"/>.</param>
/// <param name="KvHeads">Number of key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="VocabSize">Number of tokens.</param>
/// <param name="ContextLength">Most positions the model was trained with.</param>
/// <param name="TiedHead">Whether the output head is the embedding matrix.</param>
/// <param name="NormEpsilon">Added to the mean square inside each norm.</param>
/// <param name="RopeBase">Base of the rotary angles.</param>
/// <param name="Pairing">Which components turn together.</param>
public sealed record LlamaConfig(
    int Dim,
    int HiddenDim,
    int Layers,
    int Heads,
    int KvHeads,
    int VocabSize,
    int ContextLength,
    bool TiedHead,
    double NormEpsilon = 1e-5,
    double RopeBase = 10000,
    RotaryPairing Pairing = RotaryPairing.Interleaved)
{
    /// <summary>Width of one head.</summary>
    public int HeadDim => Dim / Heads;

    /// <summary>Width of all keys, and of all values, of one position.</summary>
    public int KvDim => HeadDim * KvHeads;

    /// <summary>Checks the sizes against each other.</summary>
    /// <param name="file">The name that messages give.</param>
    /// <exception cref="InputException">A size is impossible.</exception>
    public void Check(string file)
    {
        CheckRange(file, "dim", Dim, 1 << 20);
        CheckRange(file, "hidden_dim", HiddenDim, 1 << 22);
        CheckRange(file, "layers", Layers, 4096);
        CheckRange(file, "heads", Heads, 1 << 16);
        CheckRange(file, "kv_heads", KvHeads, 1 << 16);
        CheckRange(file, "vocab_size", VocabSize, 1 << 24);
        CheckRange(file, "context_length", ContextLength, 1 << 24);
        CheckDivides(file, "heads", Heads, "dim", Dim);
        CheckDivides(file, "kv_heads", KvHeads, "heads", Heads);
        if (HeadDim % 2 != 0)
        {
            throw new InputException($"{file}: dim {Dim} over heads {Heads} gives heads of odd width {HeadDim}, which rotary embedding cannot pair: check the file.");
        }
        if (!(NormEpsilon is > 0 and < 1) || !(RopeBase is > 1 and < 1e12))
        {
            throw new InputException($"{file}: norm epsilon {NormEpsilon} must lie between 0 and 1 and rope base {RopeBase} between 1 and 1e12, check the file.");
        }
    }

    private static void CheckRange(string file, string key, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InputException($"{file}: {key} must lie between 1 and {most} but is {value}, this is not such a model or it is damaged.");
        }
    }

    private static void CheckDivides(string file, string divisor, int small, string dividend, int large)
    {
        if (large % small != 0)
        {
            throw new InputException($"{file}: {divisor} {small} must divide {dividend} {large}, check the file.");
        }
    }
}
