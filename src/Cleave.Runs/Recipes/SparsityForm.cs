using System.Globalization;
using Cleave.Decomposition.Sparsity;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>The budget that a config states instead of leaving its coefficients as they are.</summary>
internal static class SparsityForm
{
    private static readonly string Names = string.Join("|", BudgetQuantity.All.Select(q => q.Name));

    private static readonly Key<string> Target = new("target",
        Scalars.Pattern($"^({Names}) +(0|[1-9][0-9]{{0,6}})?(\\.[0-9]{{1,9}})?([eE][-+]?[0-9])?$",
            $"one of {Names.Replace("|", ", ", StringComparison.Ordinal)}, and a number above 0"),
        "What shall come out, such as pgd-mse 1e-3.");

    private static readonly Key<int> Every = new("every", Scalars.Count(1, Bounds.Steps), "Steps between measurements.");
    private static readonly Key<int> Batch = new("batch", Scalars.Count(1, Bounds.Batch), "Samples, or rows of text, a measurement.");
    private static readonly Key<float> Begin = new("begin", Scalars.Share(), "Share of the steps before which nothing is scaled.");
    private static readonly Key<float> HalfLife = new("half_life", Scalars.AboveZero(1e6), "Measurements after which one counts half in the running mean.");
    private static readonly Key<float> Time = new("time", Scalars.AboveZero(1e6), "Share of the steps in which an error of a factor e moves the scale by a factor e.");
    private static readonly Key<float> Lead = new("lead", Scalars.Number(0, 1e6), "How much of a change of the error is answered at once.");
    private static readonly Key<float> MaxMove = new("max_move", Scalars.AboveZero(1e3), "The largest change of the scale's logarithm a measurement.");
    private static readonly Key<float> Lowest = new("lowest", Scalars.AboveZero(1), "The least scale of the coefficients.");
    private static readonly Key<float> Highest = new("highest", Scalars.Number(1, 1e12), "The largest scale of the coefficients.");

    private static readonly Group<SparsitySettings> Settings = new([Target, Every, Batch, Begin, HalfLife, Time, Lead, MaxMove, Lowest, Highest], v => new SparsitySettings
    {
        Quantity = BudgetQuantity.All.Single(q => q.Name == v.Of(Target).Split(' ')[0]),
        Target = Amount(v),
        Every = v.Of(Every),
        Batch = v.Of(Batch),
        Begin = v.Of(Begin),
        HalfLife = v.Of(HalfLife),
        Time = v.Of(Time),
        Lead = v.Of(Lead),
        MaxMove = v.Of(MaxMove),
        Lowest = v.Of(Lowest),
        Highest = v.Of(Highest),
    })
    {
        Check = v => Amount(v) > 0 ? null : (Target, Target.Form.Words),
    };

    public static Form<SparsitySettings?> Form { get; } = new MapForm<SparsitySettings>(Settings, "sparsity").OrNone("a map with a target such as pgd-mse 0.001");

    private static float Amount(Values values) => float.Parse(values.Of(Target).Split(' ')[^1], NumberStyles.Float, CultureInfo.InvariantCulture);
}
