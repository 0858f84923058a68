using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of a penalty.</summary>
public interface IPenaltySettings
{
    /// <summary>The penalty, for one loss of one run.</summary>
    IPenalty Build();
}

/// <summary>All penalties, one line each.</summary>
internal static class PenaltyKinds
{
    private static readonly Kinds<IPenaltySettings> All = new("kind", "What one importance costs.",
        new("lp", "A power of it.", PowerPenaltySettings.Part),
        new("smooth-l0", "Nearly 1 as soon as it is above a width.", SmoothL0Settings.Part));

    /// <summary>The penalty of a loss.</summary>
    public static Key<IPenaltySettings> Key { get; } = new("penalty", new MapForm<Chosen<IPenaltySettings>>(All, "penalty").As(c => c.Value), "What one importance costs.");

    /// <summary>Positions that the logarithm of a frequency term counts over.</summary>
    public static Key<double?> ReferenceCount { get; } = new("reference_count", Scalars.AboveZero(1e12).As(v => (double?)v).OrNone(),
        "Positions that the logarithm of the frequency term counts over; none takes those of a batch.");
}
