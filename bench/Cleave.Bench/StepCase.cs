using Cleave.Decomposition.Recipes;
using Cleave.Formats.Llama2c;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Bench;

/// <summary>A training step to measure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Recipe">Its config.</param>
/// <param name="Subject">What it decomposes, on which data.</param>
internal sealed record StepCase(string Name, RecipeFile Recipe, Func<RunConfig, CpuDevice, Subject> Subject)
{
    private const string Wide = "transformer-256";

    /// <summary>All cases; that of a language model only where its path is given.</summary>
    public static IReadOnlyList<StepCase> All(string? model, string? text) =>
    [
        Toy("tms-5-2/spd"),
        Toy("tms-5-2/spd") is var small ? small with { Name = "tms-5-2/spd, batch 64", Recipe = small.Recipe.With("data.batch", "64") } : small,
        Toy("tms-5-2"),
        Toy("tms-40-10/spd"),
        Toy("tms-40-10"),
        Toy("resid-mlp-1/spd"),
        Toy("resid-mlp-1"),
        .. model is null ? (StepCase[])[] : [Stories(model, text)],
        Transformer(),
    ];

    /// <summary>A shipped recipe of a toy.</summary>
    public static StepCase Toy(string recipe) =>
        new(recipe, RecipeFile.OfName(recipe), (config, device) => Decomposition.Recipes.Subject.Of(config, config.Target.Toy!, config.Target.Toy!.Make(device, config.Seed)));

    private static StepCase Stories(string model, string? text)
    {
        var recipe = RecipeFile.OfName("stories").WithText("target.model", Path.GetFullPath(model));
        return new StepCase("stories", text is null ? recipe : recipe.WithText("data.text", Path.GetFullPath(text)), Decomposition.Recipes.Subject.Of);
    }

    // Four layers of width 256 and feed-forward width 1,024 with weights that nobody trained: the work is the same.
    private static StepCase Transformer()
    {
        var recipe = RecipeFile.OfName("stories").With("data.batch", "16").Without("sites").WithAdded("sites", "{ \"layers.*\": 1024 }");
        return new StepCase(Wide, recipe, (config, _) =>
        {
            var sizes = new LlamaConfig(256, 1024, 4, 4, 4, 512, config.Data.Length, TiedHead: true);
            var ids = new int[config.Data.Length * (config.Data.HeldOut + (4 * config.Data.Batch))];
            new RandomStream(0, $"{Wide}/tokens").Integers(0, sizes.VocabSize, ids);
            return Decomposition.Recipes.Subject.Of(config, new Llama(Weights(sizes)), ids);
        });
    }

    private static LlamaWeights Weights(LlamaConfig sizes)
    {
        var weights = new Dictionary<string, NamedArray>();
        void Add(string name, params int[] shape)
        {
            var values = new float[shape.Aggregate(1, (a, b) => a * b)];
            new RandomStream(0, $"{Wide}/{name}").Normal(0, values);
            var scale = shape.Length == 1 ? 0f : 1f / MathF.Sqrt(shape[^1]);
            for (var i = 0; i < values.Length; i++)
                values[i] = shape.Length == 1 ? 1f : values[i] * scale;
            weights[name] = new(name, shape, values);
        }

        Add("tok_embeddings.weight", sizes.VocabSize, sizes.Dim);
        Add("norm.weight", sizes.Dim);
        for (var layer = 0; layer < sizes.Layers; layer++)
        {
            foreach (var norm in (string[])["attention_norm", "ffn_norm"])
                Add($"layers.{layer}.{norm}.weight", sizes.Dim);
            foreach (var square in (string[])["wq", "wk", "wv", "wo"])
                Add($"layers.{layer}.attention.{square}.weight", sizes.Dim, sizes.Dim);
            foreach (var wide in (string[])["w1", "w3"])
                Add($"layers.{layer}.feed_forward.{wide}.weight", sizes.HiddenDim, sizes.Dim);
            Add($"layers.{layer}.feed_forward.w2.weight", sizes.Dim, sizes.HiddenDim);
        }

        return LlamaWeights.Of(Wide, sizes, weights);
    }
}
