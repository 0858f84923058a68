using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>A recipe in a list.</summary>
/// <param name="Name">As users name it.</param>
/// <param name="What">What it takes apart.</param>
/// <param name="Method">With which method; empty for a complete recipe of its own.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Batch">Samples, or rows of text, a step.</param>
/// <param name="Time">About how long it takes on one thread, or null where that was not measured.</param>
public sealed record RecipeLine(string Name, string What, string Method, long Steps, int Batch, TimeSpan? Time);

/// <summary>All recipes of a catalogue, a line each.</summary>
public static class RecipeList
{
    private static readonly YamlMap Durations = StrictYaml.Parse(RecipeText.Shipped("durations").Text, "durations");

    /// <summary>The complete recipes, then each target with each of its methods.</summary>
    public static IReadOnlyList<RecipeLine> Of(Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var plain = catalogue.Plain.Select(p => Line(catalogue, p.Name, p.Title, "", Durations));
        var composed = from target in catalogue.Targets
                       from method in catalogue.MethodsOn(target.Name)
                       let name = Catalogue.NameOf(target.Name, method)
                       select Line(catalogue, name, target.Title, method, Durations.OptionalMap(target.Name));
        return [.. plain, .. composed];
    }

    /// <summary>All names, of which a target with the default method has two.</summary>
    public static IReadOnlyList<string> Names(Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return [.. catalogue.Names, .. catalogue.Targets.SelectMany(t => catalogue.MethodsOn(t.Name).Select(m => $"{t.Name}/{m}"))];
    }

    private static RecipeLine Line(Catalogue catalogue, string name, string what, string method, YamlMap? durations)
    {
        var config = catalogue.Recipe(name).Config;
        var seconds = durations?.Number(method.Length > 0 ? method : name, 0) ?? 0;
        return new RecipeLine(name, what, method, config.Steps, config.Data.Batch, seconds > 0 ? TimeSpan.FromSeconds(seconds) : null);
    }
}
