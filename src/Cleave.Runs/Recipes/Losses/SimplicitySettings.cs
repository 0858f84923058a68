using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="Simplicity"/>.</summary>
/// <param name="Exponent">p, above 0 and at most 1.</param>
/// <param name="Form">sum, or global: divided by the number of decomposed weights.</param>
public sealed record SimplicitySettings(float Exponent, string Form) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => new Simplicity(Exponent, Form == "global");

    private static readonly Key<float> ExponentKey = new("exponent", Scalars.AboveZero(1), "p of the Schatten norm.");

    private static readonly Key<string> FormKey = new("form", Scalars.Choice("global", "sum"), "global: divided by the number of weights; sum: not divided.");

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([ExponentKey, FormKey], v => new SimplicitySettings(v.Of(ExponentKey), v.Of(FormKey)));
}
