using System.Globalization;
using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Training;
using Cleave.Formats.Llama2c;
using Cleave.Models.Transformers;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Bench;

/// <summary>A training step to measure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Recipe">Its config.</param>
/// <param name="Subject">What it decomposes, on which data.</param>
internal sealed record StepCase(string Name, RecipeFile Recipe, Func<RunConfig, CpuDevice, Subject> Subject)
{
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
        Transformer("transformer-256", new Sizes()),
    ];

    /// <summary>Whether it decomposes a language model.</summary>
    public bool IsLanguageModel => Recipe.ValueAt("target.model") is not null;

    /// <summary>The case of a name; files are a language model and its text, where they are given.</summary>
    public static StepCase Named(string name, IReadOnlyList<string> files) => All(files.ElementAtOrDefault(0), files.ElementAtOrDefault(1)).Single(c => c.Name == name);

    /// <summary>
    /// A trainer with its starting values and more steps than anyone measures. One step of warm-up shows the same step: it only moves the
    /// starting values.
    /// </summary>
    public Trainer Begin(CpuDevice device)
    {
        var config = Recipe.With("warm_up.steps", "1").With("steps", "1000000000").Config;
        var trainer = new Experiment(config, Subject(config, device)).Train(device);
        trainer.Begin();
        return trainer;
    }

    /// <summary>A shipped recipe of a toy.</summary>
    public static StepCase Toy(string recipe) =>
        new(recipe, RecipeFile.OfName(recipe), (config, device) => Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Make(device, config.Seed)));

    private static StepCase Stories(string model, string? text)
    {
        var recipe = RecipeFile.OfName("stories").WithText("target.model", Path.GetFullPath(model));
        return new StepCase("stories", text is null ? recipe : recipe.WithText("data.text", Path.GetFullPath(text)), (config, device) => Subjects.Of(config, device));
    }

    /// <summary>Sizes of a transformer that is made up: nobody trained its weights, but the work is the same.</summary>
    internal sealed record Sizes
    {
        /// <summary>Width of the residual stream; the feed-forward layers are four times as wide.</summary>
        public int Width { get; init; } = 256;

        /// <summary>Blocks.</summary>
        public int Layers { get; init; } = 4;

        /// <summary>Subcomponents of each site.</summary>
        public int Count { get; init; } = 1024;

        /// <summary>Rows of a batch.</summary>
        public int Batch { get; init; } = 16;

        /// <summary>Positions of a row.</summary>
        public int Length { get; init; } = 128;

        /// <summary>How many matrices are taken apart, in forward order; 0 for all.</summary>
        public int Sites { get; init; }
    }

    /// <summary>The recipe of language models on a transformer of given sizes.</summary>
    public static StepCase Transformer(string name, Sizes sizes)
    {
        var patterns = sizes.Sites == 0 ? ["layers.*"] : Matrices(sizes).Take(sizes.Sites);
        var recipe = RecipeFile.OfName("stories").With("data.batch", Text(sizes.Batch)).With("data.length", Text(sizes.Length)).With("data.held_out", "1").With("initialisation", "random")
            .Without("sites").WithAdded("sites", $"{{ {string.Join(", ", patterns.Select(p => $"\"{p}\": {Text(sizes.Count)}"))} }}");
        return new StepCase(name, recipe, (config, _) =>
        {
            var model = new LlamaConfig(sizes.Width, 4 * sizes.Width, sizes.Layers, 4, 4, 512, sizes.Length, TiedHead: true);
            var ids = new int[config.Data.Length * (config.Data.HeldOut + (4 * config.Data.Batch))];
            new RandomStream(0, $"{name}/tokens").Integers(0, model.VocabSize, ids);
            return Subjects.Of(config, new Llama(Weights(name, model)), ids);
        });
    }

    private static IEnumerable<string> Matrices(Sizes sizes) => Enumerable.Range(0, sizes.Layers).SelectMany(layer =>
        ((string[])["attention.wq", "attention.wk", "attention.wv", "attention.wo", "feed_forward.w1", "feed_forward.w3", "feed_forward.w2"]).Select(m => $"layers.{layer}.{m}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static LlamaWeights Weights(string name, LlamaConfig sizes)
    {
        var weights = new Dictionary<string, NamedArray>();
        void Add(string weight, params int[] shape)
        {
            var values = new float[shape.Aggregate(1, (a, b) => a * b)];
            new RandomStream(0, $"{name}/{weight}").Normal(0, values);
            var scale = 1f / MathF.Sqrt(shape[^1]);
            for (var i = 0; i < values.Length; i++)
                values[i] = shape.Length == 1 ? 1f : values[i] * scale;
            weights[weight] = new(weight, shape, values);
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

        return LlamaWeights.Of(name, sizes, weights);
    }
}
