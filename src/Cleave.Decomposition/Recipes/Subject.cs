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
public sealed record Subject(ITarget Target, IData Training, IData HeldOut)
{
    /// <summary>The toy's sizes, or null for the name of another kind.</summary>
    public static TmsShape? Toy(string kind) => kind switch
    {
        "tms-5-2" => TmsShape.Tms52,
        "tms-40-10" => TmsShape.Tms4010,
        _ => null,
    };

    /// <summary>A toy with its generated data.</summary>
    public static Subject Of(RunConfig config, Tms toy)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(toy);
        var shape = toy.Shape;
        return new Subject(
            toy,
            new SparseFeatures(config.Seed, "data/training", config.Data.Batch, shape.Features, shape.Probability),
            new SparseFeatures(config.Seed, "data/held_out", config.Data.HeldOut, shape.Features, shape.Probability));
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
