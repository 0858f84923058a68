using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Formats.Llama2c;
using Cleave.Models;
using Cleave.Models.Data;
using Cleave.Models.Toys;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>Whole problems that train in milliseconds a step, each call a fresh one.</summary>
internal static class TinyProblems
{
    public const int ToyBatch = 64;

    public static Problem Toy(SourceScope scope = SourceScope.PerElement, bool fresh = false, float coefficient = 0.5f, float rate = 1e-2f)
    {
        var target = new Tms(new TmsShape(5, 2, 0.3f, 1, ToyBatch, 1e-2f, ZeroBias: true), Numbers.Random(10, 1), Numbers.Random(5, 2));
        var components = new Components(SiteSelection.Match(target, [new("linear1", 6), new("linear2", 5)]));
        var data = new SparseFeatures(1, "data", ToyBatch, 5, 0.3f);
        var sources = new Sources("adversaries/worst", components.Sites, scope, [ToyBatch], repeated: 4);
        return Of(target, data, components, new InputMlp(components.Sites, 4, 0.5f), Adversary(sources, fresh), coefficient, rate);
    }

    /// <summary>What measurements read of a problem.</summary>
    public static DecomposedTarget Decomposed(Problem problem) => new()
    {
        Subject = new Subject(problem.Target, problem.Data, problem.Data),
        Components = problem.Components,
        Importance = problem.Importance,
        Squash = problem.Squash,
        Divergence = problem.Divergence,
    };

    /// <summary>The newer objective: smooth L0, frequency from an average, one merged pass, pooled sources.</summary>
    public static Problem Newer(float share = 0.5f)
    {
        var problem = Toy();
        var choice = new ParticleChoice("adversaries/worst", 1, ToyBatch, 3);
        var sources = new Sources("adversaries/worst", problem.Components.Sites, SourceScope.Pooled, [ToyBatch], particles: choice);
        var adversary = new PersistentAdversary(sources, new RowAdamAscent(sources.Group), new Schedule(0.05f), 2);
        var average = new MovingAverage("averages/frequency", problem.Components.Sites, 4);
        return problem with
        {
            Terms =
            [
                new Term("faithfulness", new RelativeFaithfulness(), new Schedule(1f)),
                new Term("minimality", new Minimality(Penalty(), 0f), new Schedule(1e-2f)),
                new Term("frequency", new Frequency(Penalty(), 100, average), new Schedule(1e-2f)),
                new Term("merged", new Reconstruction("merged", new MergedMasks(share, new UniformMasks(), adversary), new UniformSubset()), new Schedule(1f)),
            ],
        };

        static SmoothL0Penalty Penalty() => new(new Anneal(1f, 0.1f, 0f, 0.9f), true);
    }

    public static Problem Language(SourceScope scope = SourceScope.Repeated)
    {
        const int batch = 4, length = 12;
        var target = RandomLlama();
        var corpus = new TokenCorpus([.. new int[length * 40].Select((_, i) => (i * i * 7 % 23) + (i % 5))], length, heldOut: 4);
        var data = new TokenBatches(corpus, 1, batch);
        var components = new Components(SiteSelection.Match(target, [new("layers.*.attention.w?", 5), new("layers.*.feed_forward.w1", 7)]));
        var clean = CleanPass.Run(target, components.Sites, data.Trace(new Graph()));
        var importance = new GlobalTransformer(new GlobalTransformerShape(8, 1, 2, 12, 0.5f), components.Sites,
            GlobalTransformer.DistinctInputs(clean, components.Sites));
        var sources = new Sources("adversaries/worst", components.Sites, scope, [batch, length], repeated: 2);
        return Of(target, data, components, importance, Adversary(sources, fresh: false), 0.5f, 1e-2f);
    }

    /// <summary>The language problem with Muon for both groups.</summary>
    public static Problem Muon()
    {
        var settings = new MuonSettings(new Schedule(1e-2f), 1f, new Cleave.Tensors.Optimization.Muon.Settings(0.95f, 0.9f, 0.999f, 0.01f));
        return Language() with { ComponentOptimizer = settings, ImportanceOptimizer = settings };
    }

    public static IAdversary AdversaryOf(Problem problem) =>
        problem.Terms.Select(t => t.Loss.Adversary).OfType<IAdversary>().Single();

    public static Llama RandomLlama()
    {
        var config = new LlamaConfig(16, 24, 2, 4, 2, 32, 16, TiedHead: true);
        var weights = new Dictionary<string, NamedArray>();
        Add("tok_embeddings.weight", 32, 16);
        Add("norm.weight", 16);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            Add($"layers.{layer}.attention_norm.weight", 16);
            Add($"layers.{layer}.ffn_norm.weight", 16);
            foreach (var (name, outputs, inputs) in ((string, int, int)[])[("attention.wq", 16, 16), ("attention.wk", 8, 16), ("attention.wv", 8, 16),
                ("attention.wo", 16, 16), ("feed_forward.w1", 24, 16), ("feed_forward.w2", 16, 24), ("feed_forward.w3", 24, 16)])
            {
                Add($"layers.{layer}.{name}.weight", outputs, inputs);
            }
        }

        return new Llama(LlamaWeights.Of("random", config, weights));

        void Add(string name, params int[] shape) => weights[name] =
            new NamedArray(name, shape, Numbers.Random(shape.Aggregate(1, (a, b) => a * b), weights.Count + 1, -0.6f, 0.6f));
    }

    private static IAdversary Adversary(Sources sources, bool fresh) => fresh
        ? new FreshAdversary(sources, 1, 2, 0.5f)
        : new PersistentAdversary(sources, new AdamAscent(sources.Group), new Schedule(0.05f), 2);

    private static Problem Of(ITarget target, IData data, Components components, IImportanceFunction importance, IAdversary adversary,
        float coefficient, float rate) => new()
        {
            Seed = 1,
            Steps = 40,
            Target = target,
            Data = data,
            Components = components,
            Initialisation = new RandomInitialisation(),
            Squash = new ClampedSquash(Importances.Leak),
            Importance = importance,
            Divergence = target.Output == OutputKind.Logits ? new KlDivergence() : new SquaredError(),
            Terms =
            [
                new Term("faithfulness", new GlobalFaithfulness(), new Schedule(10f)),
                new Term("minimality", new Minimality(new PowerPenalty(new Anneal(2f, 0.5f)), 0.5f), new Schedule(1e-3f)),
                new Term("stochastic", new Reconstruction("stochastic", new UniformMasks(), new UniformSubset()), new Schedule(0.5f)),
                new Term("adversarial", new Reconstruction("adversarial", adversary, new AllSites()), new Schedule(coefficient)),
            ],
            WarmUp = new WarmUpSettings(5, 1e-2f),
            ComponentOptimizer = new AdamWSettings(new Schedule(rate, ScheduleShape.Cosine, 0.1f), 1f),
            ImportanceOptimizer = new AdamWSettings(new Schedule(rate), null),
        };
}
