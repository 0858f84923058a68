using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GlobalFaithfulness"/>, <see cref="SummedFaithfulness"/> and <see cref="RelativeFaithfulness"/>.</summary>
/// <param name="Form">global, sum or relative.</param>
public sealed record FaithfulnessSettings(string Form) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => Form switch
    {
        "relative" => new RelativeFaithfulness(),
        "sum" => new SummedFaithfulness(),
        _ => new GlobalFaithfulness(),
    };

    private static readonly Key<string> FormKey = new("form", Scalars.Choice("global", "sum", "relative"),
        "global: divided by the number of weights; sum: not divided; relative: to the squares of W, site by site.");

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([FormKey], v => new FaithfulnessSettings(v.Of(FormKey)));
}
