using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>The grid of targets × variants × seeds at equal compute: what each part of our method buys.</summary>
public sealed record Ablation
{
    /// <summary>Where recipes come from.</summary>
    public Catalogue Catalogue { get; init; } = Catalogue.Shipped;

    /// <summary>The targets; none means those of <see cref="AblationTable.Targets"/> that the catalogue has.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Names of the variants beside the baseline; none means all.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>Seeds 0 to one below this.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>How much work each cell is.</summary>
    public Budget Budget { get; init; }

    /// <summary>Path of the language model that complete recipes need, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Path of its text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Changes to every cell's config before a variant's own: a key and its value as YAML.</summary>
    public IReadOnlyList<(string Key, string Value)> Changes { get; init; } = [];

    /// <summary>What is left out and why, in a sentence each.</summary>
    /// <exception cref="InputException">When there is no such target or variant.</exception>
    public IReadOnlyList<string> LeftOut =>
    [
        .. Named().Where(NeedsModel).Select(target => $"{target} is left out: it needs --model and --text."),
        .. from target in Named().Where(t => !NeedsModel(t))
           from variant in Chosen()
           where variant.On(Base(target)) is null
           select $"{variant.Name} is left out on {target}: it is no change there.",
    ];

    /// <summary>The cells, with labels target, variant, passes (a step), steps and seed.</summary>
    /// <exception cref="InputException">When there is no such target or variant, or nothing is left.</exception>
    public IReadOnlyList<Cell> Cells()
    {
        Cell[] cells = [.. Named().Where(t => !NeedsModel(t)).SelectMany(CellsOf)];
        return cells.Length > 0 ? cells : throw new InputException($"--targets: nothing is left to run. {string.Join(" ", LeftOut)}");
    }

    /// <summary>Steps in which a variant takes as many passes through the masked target as the unchanged config.</summary>
    internal static long EqualSteps(RunConfig unchanged, RunConfig variant) => Math.Max(
        1, (long)Math.Round((double)unchanged.Steps * Passes.PerStep(unchanged) / Passes.PerStep(variant), MidpointRounding.AwayFromZero));

    private IEnumerable<Cell> CellsOf(string target)
    {
        var unchanged = Base(target);
        return from variant in Chosen()
               let recipe = variant.On(unchanged)
               where recipe is not null
               let steps = Number(EqualSteps(unchanged.Config, recipe.Config))
               from seed in Enumerable.Range(0, Seeds).Select(s => Number(s))
               select new Cell($"{target}-{variant.Name}-seed{seed}", recipe.With("steps", steps).With("seed", seed), new Dictionary<string, string>
               {
                   ["target"] = target,
                   ["variant"] = variant.Name,
                   ["passes"] = Number(Passes.PerStep(recipe.Config)),
                   ["steps"] = steps,
                   ["seed"] = seed,
               });
    }

    private IReadOnlyList<string> Named()
    {
        IReadOnlyList<string> targets = Targets.Count > 0 ? Targets : [.. AblationTable.Targets.Where(Catalogue.Knows)];
        return targets.FirstOrDefault(t => !Catalogue.Names.Contains(t, StringComparer.Ordinal)) is { } odd
            ? throw new InputException($"--targets {Printable(odd)}: there is no such target, choose among {string.Join(", ", Catalogue.Names)}.")
            : targets;
    }

    private IReadOnlyList<Variant> Chosen()
    {
        var all = AblationTable.Variants;
        return Variants.FirstOrDefault(name => !all.Any(v => v.Name == name)) is { } odd
            ? throw new InputException($"--variants {Printable(odd)}: there is no such variant, choose among {string.Join(", ", all.Select(v => v.Name))}.")
            : [.. all.Where(v => Variants.Count == 0 || v.Name == AblationTable.Baseline || Variants.Contains(v.Name, StringComparer.Ordinal))];
    }

    private bool IsPlain(string target) => Catalogue.Plain.Any(p => p.Name == target);

    private bool NeedsModel(string target) => IsPlain(target) && (Model is null || Text is null);

    private RecipeFile Base(string target)
    {
        var recipe = IsPlain(target)
            ? AblationTable.Shortened(Budget).Aggregate(Catalogue.Recipe(target), Set).WithText("target.model", Model!).WithText("data.text", Text!)
            : AblationTable.ShortenedToy(target, Budget).Aggregate(Catalogue.Compose(target, Catalogue.DefaultMethod, Budget), Set);
        return Changes.Aggregate(recipe, Set);
    }

    private static RecipeFile Set(RecipeFile recipe, (string Key, string Value) change) => recipe.With(change.Key, change.Value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Printable(string name) => Formats.Files.Printable.Name(name);
}
