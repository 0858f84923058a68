using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Formats.Yaml;
using Cleave.Models.Toys;

namespace Cleave.Runs.Recipes;

/// <summary>Reads a whole config.</summary>
internal static class ConfigReader
{
    public static RunConfig Read(YamlMap map, IReadOnlyList<ToyKind> toys)
    {
        var section = new Section(map, "name", "seed", "steps", "threads", "log_every", "checkpoint_every",
            "target", "data", "sites", "initialisation", "importance", "losses", "sparsity", "warm_up", "fold_dead_over", "optimizers", "watchdogs", "evaluation", VerdictReader.Key);
        var target = TargetReader.Target(section.Map("target"), toys);
        var losses = Losses(section);
        var optimizers = new Section(section.Map("optimizers"), "components", "importance");
        return new RunConfig
        {
            Name = section.Text("name"),
            Seed = (ulong)section.Long("seed", 0),
            Steps = section.Long("steps", 1, int.MaxValue),
            Threads = section.Count("threads", 0),
            LogEvery = section.Count("log_every"),
            CheckpointEvery = section.Count("checkpoint_every"),
            Target = target,
            Data = TargetReader.Data(section.Map("data"), target),
            Sites = Sites(section),
            Initialisation = InitialisationKinds.Read(map),
            Squash = SquashKinds.Read(section.Map("importance")),
            Importance = ImportanceKinds.Read(section.Map("importance")),
            Losses = losses,
            Sparsity = SparsityReader.Read(map, losses),
            WarmUp = WarmUp(section.Map("warm_up")),
            FoldDeadOver = section.Count("fold_dead_over", 0),
            ComponentOptimizer = OptimizerKinds.Read(optimizers.Map("components"), "unimportant_decay", "normalise"),
            UnimportantDecay = UnimportantDecay(optimizers.Map("components")),
            Normalisation = Normalise(optimizers.Map("components")),
            ImportanceOptimizer = OptimizerKinds.Read(optimizers.Map("importance")),
            Watchdogs = WatchdogKinds.Read(map, new WatchedRun(losses, section.Long("steps", 1, int.MaxValue))),
            Evaluation = Evaluation(section.Map("evaluation")),
            Verdict = VerdictReader.Read(map),
        };
    }

    private static List<SitePattern> Sites(Section section)
    {
        var map = section.Map("sites");
        string[] patterns = [.. map.Entries.Select(e => e.Key)];
        if (patterns.Length == 0)
            throw section.Wrong("sites", "a map of at least one pattern of layer names to its number of subcomponents");
        var sites = new Section(map, patterns);
        return [.. patterns.Select(p => new SitePattern(p, sites.Count(p)))];
    }

    private static List<TermConfig> Losses(Section section)
    {
        var map = section.Map("losses");
        return map.Entries.Count == 0
            ? throw section.Wrong("losses", "a map of at least one name to its loss")
            : [.. map.Entries.Select(e => LossKinds.Read(e.Key, map.Map(e.Key)))];
    }

    private static WarmUpSettings WarmUp(YamlMap map)
    {
        var section = new Section(map, "steps", "rate");
        return new WarmUpSettings(section.Count("steps", 0), section.AtLeastZero("rate"));
    }

    private static UnimportantDecaySettings? UnimportantDecay(YamlMap optimizer)
    {
        const string key = "unimportant_decay";
        if (optimizer.Find(key) is YamlScalar)
            return optimizer.Text(key) == Section.None ? null : throw optimizer.Wrong(key, "none, or a map of strength and half_life");
        var section = new Section(optimizer.Map(key), "strength", "half_life");
        return new UnimportantDecaySettings(section.AboveZero("strength"), section.AboveZero("half_life"));
    }

    private static Normalisation Normalise(YamlMap components) =>
        new Section(components, [.. components.Entries.Select(e => e.Key)]).Choice("normalise", Section.None, "read", "tied") switch
        {
            "read" => Normalisation.Read,
            "tied" => Normalisation.Tied,
            _ => Normalisation.None,
        };

    private static EvaluationConfig Evaluation(YamlMap map)
    {
        var section = new Section(map, "alive_threshold", "adversary_steps");
        return new EvaluationConfig(section.AtLeastZero("alive_threshold"), section.Counts("adversary_steps"));
    }
}
