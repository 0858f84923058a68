using Cleave.Decomposition.Evaluation;
using Cleave.Formats;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Tokenizers;
using Cleave.Models;
using Cleave.Models.Data;
using Cleave.Models.Toys;
using Cleave.Models.Transformers;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>Puts the target of a config together with its data: made from the seed, or read from files.</summary>
public static class Subjects
{
    /// <summary>A toy with its generated data.</summary>
    public static Subject Of(RunConfig config, IToy toy, IToyTarget target)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(toy);
        return new Subject(
            target, toy.Data(config.Seed, "data/training", config.Data.Batch), toy.Data(config.Seed, "data/held_out", config.Data.HeldOut), toy.Truth,
            config.Sparsity is { } sparsity ? toy.Data(config.Seed, "data/controller", sparsity.Batch) : null);
    }

    /// <summary>A language model read from a file with its text, or with text sampled from itself.</summary>
    /// <param name="config">Names the files.</param>
    /// <param name="device">Where text is sampled.</param>
    /// <param name="progress">Is told how much of the text is tokenised or sampled.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InputException">When a file is missing or does not fit.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public static Subject Of(RunConfig config, CpuDevice device, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var path = config.Target.Model ?? throw new InputException("target.model: a llama target needs the path of its model; give --model PATH.");
        var weights = LlamaWeights.Read(path);
        if (config.Data.Length > weights.Config.ContextLength)
            throw new InputException($"data.length: {config.Data.Length} positions exceed the {weights.Config.ContextLength} the model {path} was trained with; lower it.");
        var model = new Llama(weights);
        MemoryEstimate.Refuse(config, model);
        if (config.Data.Text is not { } text)
        {
            var sampled = Sampling.Rows(device, model, config.Seed, config.Data.SampledRows, config.Data.Length, progress, stop);
            return Of(config, model, sampled) with { Notes = weights.Warnings };
        }

        var tokenizer = TokenizerFiles.Read(config.Target.Tokenizer ?? TokenizerFiles.RequireBeside(path), weights.Config.VocabSize);
        var tokenised = TokenisedText.Read(text, tokenizer, progress, stop);
        return Of(config, model, tokenised.Ids) with { Notes = [.. weights.Warnings, .. tokenised.Warnings] };
    }

    /// <summary>A model of sequences with its text: the first rows are judged on, the next ones are the budget's where there is one, the rest is trained on.</summary>
    /// <exception cref="InputException">When no row is left to train on.</exception>
    public static Subject Of(RunConfig config, ITarget model, IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(ids);
        var (data, measured) = (config.Data, config.Sparsity?.Batch ?? 0);
        var rows = ids.Count / data.Length;
        if (rows <= data.HeldOut + measured)
        {
            throw new InputException($"{data.Text ?? "sampled text"}: {ids.Count} tokens make {rows} rows of {data.Length}, and data.held_out keeps {data.HeldOut}"
                + $"{(measured > 0 ? $" and sparsity.batch {measured}" : "")}; give more text or hold out less.");
        }

        var corpus = new TokenCorpus(ids, data.Length, data.HeldOut + measured);
        var controller = measured == 0 ? null : new TokenCorpus([.. ids.Take((data.HeldOut + measured) * data.Length)], data.Length, data.HeldOut);
        return new Subject(model, new TokenBatches(corpus, config.Seed, data.Batch), new FixedTokens(corpus, data.HeldOut),
            Sparsity: controller is null ? null : new TokenBatches(controller, config.Seed, measured, "data/controller"));
    }
}
