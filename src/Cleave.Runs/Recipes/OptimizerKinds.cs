using Cleave.Decomposition.Training;
using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>A registered optimizer: its name in configs, the keys it adds to those of every optimizer, and how it is read.</summary>
internal sealed record OptimizerKind(string Name, IReadOnlyList<string> Keys, Func<Section, OptimizerSettings> Read);

/// <summary>All optimizers, one line each.</summary>
internal static class OptimizerKinds
{
    private static readonly string[] _commonKeys = ["kind", "rate", "clip", "beta1", "beta2", "weight_decay"];

    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("adamw", [], s => new AdamWSettings(s.Schedule("rate"), s.AboveZeroOrNone("clip"), s.Share("beta1"), s.Share("beta2"), s.AtLeastZero("weight_decay"))),
        new("muon", ["momentum"], s => new MuonSettings(s.Schedule("rate"), s.AboveZeroOrNone("clip"),
            new Muon.Settings(s.Share("momentum"), s.Share("beta1"), s.Share("beta2"), s.AtLeastZero("weight_decay")))),
    ];

    /// <summary>Reads an optimizer; <paramref name="more"/> are keys of the section that others read.</summary>
    public static OptimizerSettings Read(YamlMap map, params string[] more)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("kind")) ?? throw map.Wrong("kind", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        return kind.Read(new Section(map, [.. _commonKeys, .. kind.Keys, .. more]));
    }
}
