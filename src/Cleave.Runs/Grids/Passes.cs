using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>
/// The unit in which compute is equal between objectives: forward and backward passes through the masked target. Each reconstruction
/// takes one, each inner ascent of its adversary another; the last ascent of a persistent adversary rides on the main pass
/// (VPD authors' code, persistent PGD). Wall-clock on a shared machine is too unsteady to compare by.
/// </summary>
public static class Passes
{
    /// <summary>Passes of one training step.</summary>
    /// <exception cref="InputException">When a loss takes a number of passes that the config does not tell.</exception>
    public static int PerStep(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Losses.Sum(t => Of(t) ?? throw new InputException($"losses.{t.Name}: expected a loss whose passes through the target can be counted, found {t.Kind}; "
            + "use routing all or subset, or count its passes in Passes."));
    }

    /// <summary>Passes of one training step, where those that the config does not tell count as one a loss.</summary>
    public static int AtLeast(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Losses.Sum(t => Of(t) ?? 1);
    }

    private static int? Of(TermConfig term) => term.Settings switch
    {
        ReconstructionSettings { Routing: not "one-at-a-time" } loss => 1 + Ascents(loss.Masks),
        HiddenSettings => 1,
        MinimalitySettings or FrequencySettings or FaithfulnessSettings or SimplicitySettings => 0,
        _ => null,
    };

    private static int Ascents(IMaskSettings masks) => masks switch
    {
        AdversarySettings adversary => adversary.InnerAscents,
        MergedSettings merged => merged.Adversary.InnerAscents,
        _ => 0,
    };
}
