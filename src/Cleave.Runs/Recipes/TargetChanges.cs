using Cleave.Formats;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>
/// What a target's file says: changes for every method, for each single one, and further changes for the small budget. The keys
/// are dotted paths of the config; each value replaces the method's as a whole.
/// </summary>
internal sealed class TargetChanges
{
    private const string Every = "every-method";
    private const string Single = "methods";
    private const string Small = "small";

    private readonly string _target;
    private readonly YamlMap _map;

    private TargetChanges(string target, YamlMap map)
    {
        map.RefuseUnknown(Every, Single, Small);
        map.Map(Small).RefuseUnknown(Every, Single);
        (_target, _map) = (target, map);
        Methods = [.. map.Map(Single).Entries.Select(e => e.Key)];
    }

    /// <summary>The methods that it has settings for.</summary>
    public IReadOnlyList<string> Methods { get; }

    public static TargetChanges Parse(RecipeText text) => new(text.Name, StrictYaml.Parse(text.Text, $"target {text.Name}"));

    /// <exception cref="InputException">When the target has no settings for the method, or changes a key that it lacks.</exception>
    public YamlMap Apply(YamlMap settings, string method, Budget budget)
    {
        if (!Methods.Contains(method, StringComparer.Ordinal))
            throw new InputException($"{_target}/{method}: the target {_target} has no settings for that method, choose one of {string.Join(", ", Methods)}.");
        var full = Apply(settings, _map, method);
        return budget == Budget.Full ? full : Apply(full, _map.Map(Small), method);
    }

    private static YamlMap Apply(YamlMap settings, YamlMap changes, string method)
    {
        var every = settings.With(changes.Map(Every));
        return changes.Map(Single).OptionalMap(method) is { } single ? every.With(single) : every;
    }
}
