using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Formats.Yaml;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of one loss.</summary>
public interface ILossSettings
{
    /// <summary>Whether it asks for few important subcomponents, so that a budget scales it.</summary>
    bool AsksForSparsity => false;

    /// <summary>The loss, for one run.</summary>
    /// <exception cref="Formats.InputException">When the settings do not fit the run.</exception>
    ILoss Build(LossParts parts);
}

/// <summary>What of a run a loss may need to be built.</summary>
/// <param name="Name">The term's name, which names its random streams.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Sites">The sites in forward order.</param>
/// <param name="Lead">The leading axes of importances: [batch] or [batch, position].</param>
public sealed record LossParts(string Name, ulong Seed, IReadOnlyList<Site> Sites, Shape Lead);

/// <summary>A registered kind of loss: its name in configs, and how its settings are read beside `kind` and `coefficient`.</summary>
internal sealed record LossKind(string Name, Func<YamlMap, ILossSettings> Read);

/// <summary>All losses, one line each.</summary>
internal static class LossKinds
{
    /// <summary>Keys that every loss has.</summary>
    public static IReadOnlyList<string> CommonKeys { get; } = ["kind", "coefficient"];

    public static IReadOnlyList<LossKind> All { get; } =
    [
        new("reconstruction", ReconstructionSettings.Read),
        new("minimality", MinimalitySettings.Read),
        new("frequency", FrequencySettings.Read),
        new("faithfulness", FaithfulnessSettings.Read),
        new("simplicity", SimplicitySettings.Read),
        new("hidden", HiddenSettings.Read),
    ];

    /// <summary>Reads one term of the objective.</summary>
    public static TermConfig Read(string name, YamlMap map)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("kind")) ?? throw map.Wrong("kind", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        var settings = kind.Read(map);
        return new TermConfig(name, kind.Name, new Section(map, [.. map.Entries.Select(e => e.Key)]).Schedule("coefficient"), settings);
    }
}
