using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>The declarations of a whole config.</summary>
internal static class ConfigForm
{
    private static readonly Key<string> Name = new("name", Scalars.Text, "Name of the recipe.", obvious: true);
    private static readonly Key<long> Seed = new("seed", Scalars.Whole(0, long.MaxValue), "Seed of everything random.", obvious: true);
    private static readonly Key<long> Steps = new("steps", Scalars.Whole(1, Bounds.Steps), "Training steps.", obvious: true);
    private static readonly Key<int> Threads = new("threads", Scalars.Count(0, Bounds.Threads), "0: all cores; results do not depend on it.");
    private static readonly Key<int> LogEvery = new("log_every", Scalars.Count(1, Bounds.Steps), "Steps between rows of metrics.", obvious: true);
    private static readonly Key<int> CheckpointEvery = new("checkpoint_every", Scalars.Count(1, Bounds.Steps), "Steps between checkpoints.", obvious: true);

    private static readonly Key<IReadOnlyList<(string Key, int Value)>> Sites = new("sites",
        new EntriesForm<int>(Scalars.Count(1, Bounds.Subcomponents), "a map of at least one pattern of layer names to its number of subcomponents", 1_000),
        "Patterns of layer names, and how many subcomponents each match gets.");

    private static readonly Key<ImportanceConfig> Importance = new("importance", ImportanceKinds.Form, "The causal importance function.");

    private static readonly Key<IReadOnlyList<(string Key, Func<string, TermConfig> Value)>> Losses = new("losses",
        new EntriesForm<Func<string, TermConfig>>(LossKinds.Form, "a map of at least one name to its loss", 64), "The objective: terms of any name.");

    private static readonly Key<int> WarmUpSteps = new("steps", Scalars.Count(0, Bounds.Steps), "Steps on faithfulness alone before training.");
    private static readonly Key<float> WarmUpRate = new("rate", Scalars.Number(0, 1e6), "Learning rate of those steps.");

    private static readonly Key<WarmUpSettings> WarmUp = new("warm_up", new MapForm<WarmUpSettings>(
        new Group<WarmUpSettings>([WarmUpSteps, WarmUpRate], v => new WarmUpSettings(v.Of(WarmUpSteps), v.Of(WarmUpRate))), "warm-up"), "Faithfulness warm-up.");

    private static readonly Key<int> FoldDeadOver = new("fold_dead_over", Scalars.Count(0, 1_000_000),
        "Batches in which a subcomponent must never be important to be folded into Δ at the end; 0 folds none.");

    private static readonly Key<OptimizersConfig> Optimizers = new("optimizers", OptimizersForm.Form, "How the parameters are stepped.", obvious: true);

    private static readonly Key<Func<WatchedRun, IReadOnlyList<Decomposition.Watchdogs.IWatchdog>>> Watchdogs = new("watchdogs", WatchdogKinds.Form,
        "What stops a run that has gone wrong; each may be none.");

    private static readonly Key<float> AliveThreshold = new("alive_threshold", Scalars.Number(0, 1), "Mean importance from which a subcomponent counts as alive.");

    private static readonly Key<IReadOnlyList<int>> AdversarySteps = new("adversary_steps",
        Scalars.List(Scalars.Count(1, 100_000), 32), "Ascents of the fresh adversaries that the result is judged under.");

    private static readonly Key<EvaluationConfig> Evaluation = new("evaluation", new MapForm<EvaluationConfig>(
        new Group<EvaluationConfig>([AliveThreshold, AdversarySteps], v => new EvaluationConfig(v.Of(AliveThreshold), v.Of(AdversarySteps))), "evaluation"),
        "The final evaluation.", obvious: true);

    private static readonly Key<Decomposition.Sparsity.SparsitySettings?> Sparsity = new("sparsity", SparsityForm.Form,
        "A budget that moves the coefficients of minimality and frequency until it comes out.");

    private static readonly LaterKey<Verdicts.VerdictBars> Verdict = new("verdict", VerdictForm.Form, "What a good result reaches, and what a usable one must.");

    /// <summary>The form of configs that name toys that come with the program.</summary>
    public static MapForm<RunConfig> Shipped { get; } = Make(ToyKinds.All);

    /// <summary>The form of configs that may name some toys.</summary>
    public static MapForm<RunConfig> Of(IReadOnlyList<ToyKind> toys) => ReferenceEquals(toys, ToyKinds.All) ? Shipped : Make(toys);

    private static MapForm<RunConfig> Make(IReadOnlyList<ToyKind> toys)
    {
        var subject = new TargetForms(toys);
        IPart[] parts =
        [
            Name, Seed, Steps, Threads, LogEvery, CheckpointEvery, subject, Sites, InitialisationKinds.All, Importance, Losses, Sparsity,
            WarmUp, FoldDeadOver, Optimizers, Watchdogs, Evaluation, Verdict,
        ];
        return new MapForm<RunConfig>(new Group<RunConfig>(parts, v => Config(v, v.Of(subject)))
        {
            Check = v => v.Of(Sparsity) is null || Terms(v).Any(t => t.Settings.AsksForSparsity) ? null
                : (Sparsity, "none where no loss is of kind minimality or frequency"),
        }, "config");
    }

    private static RunConfig Config(Values v, (TargetConfig Target, DataConfig Data) subject) => new()
    {
        Name = v.Of(Name),
        Seed = (ulong)v.Of(Seed),
        Steps = v.Of(Steps),
        Threads = v.Of(Threads),
        LogEvery = v.Of(LogEvery),
        CheckpointEvery = v.Of(CheckpointEvery),
        Target = subject.Target,
        Data = subject.Data,
        Sites = [.. v.Of(Sites).Select(s => new SitePattern(s.Key, s.Value))],
        Initialisation = v.Of(InitialisationKinds.All).Value,
        Squash = v.Of(Importance).Squash,
        Importance = v.Of(Importance).Settings,
        Losses = Terms(v),
        Sparsity = v.Of(Sparsity),
        WarmUp = v.Of(WarmUp),
        FoldDeadOver = v.Of(FoldDeadOver),
        ComponentOptimizer = v.Of(Optimizers).Components,
        UnimportantDecay = v.Of(Optimizers).Decay,
        Normalisation = v.Of(Optimizers).Normalisation,
        ImportanceOptimizer = v.Of(Optimizers).Importance,
        Watchdogs = v.Of(Watchdogs)(new WatchedRun(Terms(v), v.Of(Steps))),
        Evaluation = v.Of(Evaluation),
        Verdict = v.Of(Verdict),
    };

    private static List<TermConfig> Terms(Values v) => [.. v.Of(Losses).Select(l => l.Value(l.Key))];
}
