using Cleave.Formats;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Text;
using Cleave.Formats.Tokenizers;
using Cleave.Models;
using Cleave.Models.Data;
using Cleave.Models.Toys;
using Cleave.Models.Transformers;
using Cleave.Tensors;

namespace Cleave.Decomposition.Recipes;

/// <summary>A target with the data it is decomposed on and the data it is judged on.</summary>
/// <param name="Target">The frozen network.</param>
/// <param name="Training">Training batches.</param>
/// <param name="HeldOut">The batch that training never sees.</param>
/// <param name="Truth">What is known of a toy's mechanisms.</param>
public sealed record Subject(ITarget Target, IData Training, IData HeldOut, Truth? Truth = null)
{
    /// <summary>A toy with its generated data.</summary>
    public static Subject Of(RunConfig config, IToy toy, IToyTarget target)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(toy);
        return new Subject(
            target, toy.Data(config.Seed, "data/training", config.Data.Batch), toy.Data(config.Seed, "data/held_out", config.Data.HeldOut), toy.Truth);
    }

    /// <summary>A language model read from a file with its text, or with text sampled from itself.</summary>
    /// <exception cref="InputException">When a file is missing or does not fit.</exception>
    public static Subject Of(RunConfig config, CpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(config);
        var path = config.Target.Model ?? throw new InputException("target.model: a llama target needs the path of its model; give --model PATH.");
        var weights = LlamaWeights.Read(path);
        var model = new Llama(weights);
        var ids = config.Data.Text is { } text
            ? Tokenise(text, config.Target.Tokenizer ?? TokenizerFiles.FindBeside(path), path, weights.Config.VocabSize)
            : Sampling.Rows(device, model, config.Seed, config.Data.SampledRows, config.Data.Length);
        if (config.Data.Length > weights.Config.ContextLength)
            throw new InputException($"data.length: {config.Data.Length} positions exceed the {weights.Config.ContextLength} the model {path} was trained with; lower it.");
        if (ids.Length / config.Data.Length <= config.Data.HeldOut)
        {
            throw new InputException($"{config.Data.Text ?? "sampled text"}: {ids.Length} tokens make {ids.Length / config.Data.Length} rows of {config.Data.Length}, "
                + $"and data.held_out keeps {config.Data.HeldOut}; give more text or hold out less.");
        }

        var corpus = new TokenCorpus(ids, config.Data.Length, config.Data.HeldOut);
        return new Subject(model, new TokenBatches(corpus, config.Seed, config.Data.Batch), new FixedTokens(corpus, config.Data.HeldOut));
    }

    private static int[] Tokenise(string text, string? tokenizer, string model, int vocabulary)
    {
        if (tokenizer is null)
            throw new InputException($"{model}: no tokenizer (tokenizer.bin or tok*.bin) lies beside the model; give --tokenizer PATH.");
        var encoder = TokenizerFiles.Read(tokenizer, vocabulary);
        return [.. TextFile.Read(text).Documents.SelectMany(d => encoder.Encode(d.Trim(), addBeginning: true))];
    }
}
