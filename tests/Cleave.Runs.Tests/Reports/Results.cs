using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Tests.Reports;

/// <summary>Results of cells that were never trained.</summary>
internal static class Results
{
    private static readonly RecipeFile Recipe = RecipeFile.OfName("tms-5-2").Without("verdict");

    public static CellResult Good(string target, string method, int seed, double mmcs = 1, double ml2r = 1, int wrong = 0, int alive = 10) =>
        new(Cell(target, method, seed), new RunFolder("/nowhere"), new EvaluationDocument
        {
            Step = 10,
            Reconstruction = new Dictionary<string, ModeResult> { ["stochastic"] = new() { Mse = 0.25f } },
            Pgd = new Dictionary<int, float> { [20] = 0.5f },
            ZeroAblation = 2,
            L0 = 0.75f,
            Alive = alive,
            Subcomponents = 40,
            Faithfulness = 0,
            Mmcs = mmcs,
            Ml2r = ml2r,
            PatternError = wrong,
            PatternErrorStrict = wrong,
            Mechanisms = 10,
            OracleL0 = 0.5f,
            Sites = [],
        }, 3, null);

    /// <summary>The same cell with the bars of the shipped recipe: usable with reservations, for the stochastic and the adversarial error.</summary>
    public static CellResult Judged(CellResult result) => result with { Cell = result.Cell with { Recipe = RecipeFile.OfName("tms-5-2") } };

    public static CellResult Failed(string target, string method, int seed) =>
        new(Cell(target, method, seed), new RunFolder("/nowhere"), null, 1, "Step 7: term minimality (NaN) is not finite.");

    private static Cell Cell(string target, string method, int seed) => new($"{target}-{method}-seed{seed}", Recipe,
        new Dictionary<string, string> { ["target"] = target, ["method"] = method, ["seed"] = $"{seed}" });
}
