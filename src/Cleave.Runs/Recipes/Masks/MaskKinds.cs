using Cleave.Decomposition.Masks;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of a reconstruction's masks.</summary>
public interface IMaskSettings
{
    /// <summary>The mask source, for one run.</summary>
    /// <exception cref="Formats.InputException">When the settings do not fit the run.</exception>
    IMaskSource Build(LossParts parts);
}

/// <summary>All mask sources, one line each.</summary>
internal static class MaskKinds
{
    public static Kinds<IMaskSettings> All { get; } = new("masks", "Where masks come from.",
        new("stochastic", "Uniform between the importance and 1.", StochasticSettings.Uniform),
        new("binomial", "The importance or 1, by a fair coin.", StochasticSettings.Binomial),
        new("adversary", "A search for the worst masks that the importances allow.", new Group<IMaskSettings>([AdversarySettings.Key], v => v.Of(AdversarySettings.Key))),
        new("merged", "Stochastic for some elements of the batch, an adversary's for the others.", MergedSettings.Part),
        new("importance", "The importances themselves.", () => new PlainMasks(() => new ImportanceMasks())),
        new("rounded", "1 above a threshold, otherwise 0.", RoundedSettings.Part),
        new("ones", "Everything stays.", () => new PlainMasks(() => ConstantMasks.Ones)),
        new("zeros", "Nothing stays.", () => new PlainMasks(() => ConstantMasks.Zeros)));

    private sealed record PlainMasks(Func<IMaskSource> Create) : IMaskSettings
    {
        public IMaskSource Build(LossParts parts) => Create();
    }
}
