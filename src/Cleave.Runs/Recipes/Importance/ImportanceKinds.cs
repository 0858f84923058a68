using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Formats.Yaml;
using Cleave.Models;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of the causal importance function.</summary>
public interface IImportanceSettings
{
    /// <summary>How many rank-ones make one component that the function judges as a whole.</summary>
    int InnerRank => 1;

    /// <summary>The function, for one run.</summary>
    IImportanceFunction Build(ImportanceParts parts);
}

/// <summary>What of a run an importance function may need to be built.</summary>
/// <param name="Target">The frozen network.</param>
/// <param name="Data">Its training batches.</param>
/// <param name="Components">U and V.</param>
public sealed record ImportanceParts(ITarget Target, IData Data, Components Components)
{
    /// <summary>The sites in forward order.</summary>
    public IReadOnlyList<Site> Sites => Components.Sites;
}

/// <summary>A registered importance function: its name in configs, and how its settings are read.</summary>
internal sealed record ImportanceKind(string Name, Func<YamlMap, IImportanceSettings> Read);

/// <summary>All importance functions, one line each.</summary>
internal static class ImportanceKinds
{
    /// <summary>Keys that every importance function has.</summary>
    public static IReadOnlyList<string> CommonKeys { get; } = ["kind", "squash"];

    public static IReadOnlyList<ImportanceKind> All { get; } =
    [
        new("component-mlp", MlpSettings.Component),
        new("input-mlp", MlpSettings.Input),
        new("shared-mlp", MlpSettings.Shared),
        new("global-transformer", GlobalTransformerSettings.Read),
        new("attribution", AttributionSettings.Read),
    ];

    public static IImportanceSettings Read(YamlMap map)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("kind")) ?? throw map.Wrong("kind", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        return kind.Read(map);
    }
}
