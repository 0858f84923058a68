using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;

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

/// <summary>All losses, one line each.</summary>
internal static class LossKinds
{
    private static readonly Kinds<ILossSettings> All = new("kind", "Which loss.",
        new("reconstruction", "The output under masks against the target's.", ReconstructionSettings.Part),
        new("minimality", "A cost on every importance, and on how often it is there.", MinimalitySettings.Part),
        new("frequency", "A cost on how often a subcomponent is important.", FrequencySettings.Part),
        new("faithfulness", "The squares of Δ.", FaithfulnessSettings.Part),
        new("simplicity", "A low rank of every component in use.", SimplicitySettings.Part),
        new("hidden", "The inputs of some sites under masks against the target's.", HiddenSettings.Part));

    private static readonly Key<Schedule> Coefficient = new("coefficient", Schedules.Schedule, "Its weight over the run.");

    /// <summary>One term of the objective, but for its name.</summary>
    public static Form<Func<string, TermConfig>> Form { get; } = new MapForm<Func<string, TermConfig>>(
        new Group<Func<string, TermConfig>>([All, Coefficient], v => name => new TermConfig(name, v.Of(All).Kind, v.Of(Coefficient), v.Of(All).Value)), "loss");
}
