using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Yaml;
using Cleave.Models.Toys;

namespace Cleave.Runs.Recipes;

/// <summary>How much work a composed recipe is.</summary>
public enum Budget
{
    /// <summary>As published, or as near as a few cores allow.</summary>
    Full,

    /// <summary>Seconds: enough to see that everything works, not that it converges.</summary>
    Small,
}

/// <summary>
/// The recipes by name. A method is one file, the complete settings of its plain case; a target is one file, what each method
/// changes there; target/method composes the two to one complete config. Immutable: the changes make another catalogue.
/// </summary>
public sealed record Catalogue
{
    /// <summary>The method of a target that is named alone.</summary>
    public const string DefaultMethod = "vpd";

    private const char Separator = '/';

    /// <summary>What comes with the program; a new method or target is one line here and its file.</summary>
    public static Catalogue Shipped { get; } = new Catalogue()
        .WithPlain(RecipeText.Shipped("stories"))
        .WithMethod(RecipeText.Shipped("Methods/apd"))
        .WithMethod(RecipeText.Shipped("Methods/spd-paper"))
        .WithMethod(RecipeText.Shipped("Methods/spd"))
        .WithMethod(RecipeText.Shipped("Methods/vpd-paper"))
        .WithMethod(RecipeText.Shipped("Methods/vpd"))
        .WithTarget(RecipeText.Shipped("Targets/tms-5-2"))
        .WithTarget(RecipeText.Shipped("Targets/tms-5-2-id"))
        .WithTarget(RecipeText.Shipped("Targets/tms-40-10"))
        .WithTarget(RecipeText.Shipped("Targets/tms-40-10-id"))
        .WithTarget(RecipeText.Shipped("Targets/tms-5-5"))
        .WithTarget(RecipeText.Shipped("Targets/resid-mlp-gate"))
        .WithTarget(RecipeText.Shipped("Targets/resid-mlp-1"))
        .WithTarget(RecipeText.Shipped("Targets/resid-mlp-2"))
        .WithTarget(RecipeText.Shipped("Targets/resid-mlp-3"))
        .WithTarget(RecipeText.Shipped("Targets/hand-coded"))
        .WithTarget(RecipeText.Shipped("Targets/planted"))
        .WithTarget(RecipeText.Shipped("Targets/ping-pong"))
        .WithTarget(RecipeText.Shipped("Targets/cancelling"))
        .WithTarget(RecipeText.Shipped("Targets/induction"));

    /// <summary>Complete recipes by their own names.</summary>
    public IReadOnlyList<RecipeText> Plain { get; private init; } = [];

    /// <summary>The methods, oldest first.</summary>
    public IReadOnlyList<RecipeText> Methods { get; private init; } = [];

    /// <summary>The targets.</summary>
    public IReadOnlyList<RecipeText> Targets { get; private init; } = [];

    /// <summary>The kinds of toys that recipes may name.</summary>
    public IReadOnlyList<ToyKind> Toys { get; init; } = ToyKinds.All;

    /// <summary>Every name that stands alone: the complete recipes and the targets.</summary>
    public IReadOnlyList<string> Names => [.. Plain.Concat(Targets).Select(t => t.Name).Order(StringComparer.Ordinal)];

    /// <summary>The names and what may be added to them, for help and messages.</summary>
    public string Summary => $"{string.Join(", ", Names)}; or TARGET/METHOD with {List(Methods)}";

    /// <summary>The catalogue with one complete recipe more.</summary>
    public Catalogue WithPlain(RecipeText recipe) => this with { Plain = [.. Plain, recipe] };

    /// <summary>The catalogue with one method more.</summary>
    public Catalogue WithMethod(RecipeText method) => this with { Methods = [.. Methods, method] };

    /// <summary>The catalogue with one target more.</summary>
    public Catalogue WithTarget(RecipeText target) => this with { Targets = [.. Targets, target] };

    /// <summary>Whether <see cref="Recipe"/> is the place to ask for a name.</summary>
    public bool Knows(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split(Separator);
        return Names.Contains(parts[0], StringComparer.Ordinal) || (parts is [_, var method] && Methods.Any(m => m.Name == method));
    }

    /// <summary>The recipe of a name: complete, a target by itself, or target/method.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public RecipeFile Recipe(string name, Budget budget = Budget.Full)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Plain.FirstOrDefault(p => p.Name == name) is { } plain)
            return RecipeFile.Parse(plain.Text, $"recipe {name}", Toys);
        var parts = name.Split(Separator);
        return parts.Length <= 2 && (parts.Length == 2 || Targets.Any(t => t.Name == name))
            ? Compose(parts[0], parts.Length == 2 ? parts[1] : DefaultMethod, budget)
            : throw new InputException($"{Printable.Name(name)}: there is no such recipe, choose one of {Summary}.");
    }

    /// <summary>One complete config of a method on a target.</summary>
    /// <exception cref="InputException">There is no such target or method, or the target has no settings for the method.</exception>
    public RecipeFile Compose(string target, string method, Budget budget)
    {
        var changes = TargetChanges.Parse(Find(Targets, target, "target"));
        var map = StrictYaml.Parse(Find(Methods, method, "method").Text, $"method {method}");
        var name = NameOf(target, method);
        map = changes.Apply(map, method, budget).With("name", name);
        return RecipeFile.Parse(map.ToText(), $"recipe {name}", Toys);
    }

    /// <summary>How a method on a target is named: the target alone where the method is the default.</summary>
    public static string NameOf(string target, string method) => method == DefaultMethod ? target : $"{target}{Separator}{method}";

    /// <summary>A recipe as a file to copy and change: complete, with a comment behind each key whose name does not say it all.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public string File(string name)
    {
        var recipe = Recipe(name);
        var parts = name.Split(Separator);
        var title = Plain.FirstOrDefault(p => p.Name == name)?.Title
            ?? $"{Find(Targets, parts[0], "target").Title}. {Find(Methods, parts.Length == 2 ? parts[1] : DefaultMethod, "method").Title}";
        return $"# {title}.\n# Every setting stands here. Change what you like and run it with: cleave decompose FILE\n{recipe.CommentedText}";
    }

    /// <summary>The methods that a target has settings for, in the catalogue's order.</summary>
    /// <exception cref="InputException">There is no such target.</exception>
    public IReadOnlyList<string> MethodsOn(string target)
    {
        var changes = TargetChanges.Parse(Find(Targets, target, "target"));
        return [.. Methods.Select(m => m.Name).Where(changes.Methods.Contains)];
    }

    private static RecipeText Find(IReadOnlyList<RecipeText> texts, string name, string kind) => texts.FirstOrDefault(t => t.Name == name)
        ?? throw new InputException($"{Printable.Name(name)}: there is no such {kind}, choose one of {List(texts)}.");

    private static string List(IEnumerable<RecipeText> texts) => string.Join(", ", texts.Select(t => t.Name));
}
