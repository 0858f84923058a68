using Cleave.Formats;
using Cleave.Models;

namespace Cleave.Decomposition.Sparsity;

/// <summary>What a budget is stated in.</summary>
public enum BudgetUnit
{
    /// <summary>KL divergence in nats, for logits.</summary>
    Kl,

    /// <summary>Mean squared error, for values.</summary>
    Mse,

    /// <summary>Important subcomponents a position, all sites.</summary>
    L0,
}

/// <summary>Under which masks a divergence is measured.</summary>
public enum BudgetMasks
{
    /// <summary>None: the budget is no divergence.</summary>
    None,

    /// <summary>Stochastic masks, every site decomposed, as evaluation has them.</summary>
    Stochastic,

    /// <summary>A fresh source shared by the batch, 20 ascents, as evaluation has it.</summary>
    Adversarial,
}

/// <summary>A quantity that a run is to end at.</summary>
/// <param name="Name">As configs write it, such as pgd-kl.</param>
/// <param name="Masks">Under which masks.</param>
/// <param name="Unit">Its unit.</param>
public sealed record BudgetQuantity(string Name, BudgetMasks Masks, BudgetUnit Unit)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BudgetQuantity> All { get; } =
    [
        new("pgd-kl", BudgetMasks.Adversarial, BudgetUnit.Kl),
        new("pgd-mse", BudgetMasks.Adversarial, BudgetUnit.Mse),
        new("stochastic-kl", BudgetMasks.Stochastic, BudgetUnit.Kl),
        new("stochastic-mse", BudgetMasks.Stochastic, BudgetUnit.Mse),
        new("l0", BudgetMasks.None, BudgetUnit.L0),
    ];
}

/// <summary>How the pressure towards few subcomponents is chosen so that a stated quantity comes out; see <see cref="SparsityController"/>.</summary>
public sealed record SparsitySettings
{
    /// <summary>What is measured.</summary>
    public required BudgetQuantity Quantity { get; init; }

    /// <summary>Where it shall end, in its unit.</summary>
    public required float Target { get; init; }

    /// <summary>Steps between measurements.</summary>
    public required int Every { get; init; }

    /// <summary>Samples, or rows of text, of a measurement.</summary>
    public required int Batch { get; init; }

    /// <summary>Share of the run before which the scale stays 1.</summary>
    public required float Begin { get; init; }

    /// <summary>Measurements after which one counts half in the running mean.</summary>
    public required float HalfLife { get; init; }

    /// <summary>Share of the run in which an error of a factor e moves the scale by a factor e.</summary>
    public required float Time { get; init; }

    /// <summary>How much of a change of the error is answered at once.</summary>
    public required float Lead { get; init; }

    /// <summary>Largest change of the scale's logarithm a measurement.</summary>
    public required float MaxMove { get; init; }

    /// <summary>Least scale.</summary>
    public required float Lowest { get; init; }

    /// <summary>Largest scale.</summary>
    public required float Highest { get; init; }

    /// <summary>Refuses a unit that the target's output does not have.</summary>
    /// <exception cref="InputException">When it does not fit.</exception>
    public void Check(OutputKind output)
    {
        var (wrong, word) = output == OutputKind.Values ? (BudgetUnit.Kl, "values") : (BudgetUnit.Mse, "logits");
        if (Quantity.Unit == wrong)
        {
            var fitting = BudgetQuantity.All.Where(q => q.Unit != wrong).Select(q => q.Name);
            throw new InputException($"sparsity.target: {Quantity.Name} does not fit a target whose outputs are {word}; choose one of {string.Join(", ", fitting)}.");
        }
    }
}
