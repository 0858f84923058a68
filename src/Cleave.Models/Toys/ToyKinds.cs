namespace Cleave.Models.Toys;

/// <summary>A registered kind of toy.</summary>
/// <param name="Name">As configs name it.</param>
/// <param name="Settings">Numbers that a config must give beside the kind.</param>
/// <param name="Create">The toy with those settings.</param>
public sealed record ToyKind(string Name, IReadOnlyList<ToySetting> Settings, Func<IReadOnlyDictionary<string, float>, IToy> Create)
{
    /// <summary>A kind without settings.</summary>
    public ToyKind(string name, Func<IToy> create)
        : this(name, [], _ => create())
    {
    }
}

/// <summary>A number that a toy is made with.</summary>
/// <param name="Name">As configs name it.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
/// <param name="About">What it is, in one line.</param>
public sealed record ToySetting(string Name, double Least, double Most, string About);

/// <summary>All toys, one line each.</summary>
public static class ToyKinds
{
    /// <summary>The registered kinds.</summary>
    public static IReadOnlyList<ToyKind> All { get; } =
    [
        new("tms-5-2", () => new TmsToy(TmsShape.Tms52)),
        new("tms-5-2-id", () => new TmsToy(TmsShape.Tms52 with { IdentityLayers = 1 })),
        new("tms-40-10", () => new TmsToy(TmsShape.Tms4010)),
        new("tms-40-10-id", () => new TmsToy(TmsShape.Tms4010 with { IdentityLayers = 1 })),
        new("tms-5-5", () => new TmsToy(TmsShape.Tms55)),
        new("resid-mlp-1", () => new ResidMlpToy(ResidMlpShape.OneLayer)),
        new("resid-mlp-2", () => new ResidMlpToy(ResidMlpShape.TwoLayers)),
        new("resid-mlp-3", () => new ResidMlpToy(ResidMlpShape.ThreeLayers)),
        new("resid-mlp-gate", () => new ResidMlpToy(ResidMlpShape.Gate)),
        new("hand-coded", () => new HandCodedToy()),
        new("planted",
            [new("probability", 1e-6, 1, "Chance that a mechanism is on."), new("correlation", 0, 1, "Correlation of the two mechanisms of a pair.")],
            s => new PlantedToy(s["probability"], s["correlation"])),
        new("ping-pong", () => new PingPongToy()),
        new("cancelling", () => new CancellingToy()),
        new("induction", () => new InductionToy(InductionShape.Published)),
    ];

    /// <summary>The kind of that name, or null.</summary>
    public static ToyKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);
}
