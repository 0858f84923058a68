using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of the causal importance function.</summary>
public interface IImportanceSettings
{
    /// <summary>How many rank-ones make one component that the function judges as a whole.</summary>
    int InnerRank => 1;

    /// <summary>How large it is on some sites, about.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="outputs">Outputs a position of a target of real numbers.</param>
    ImportanceSize Size(IReadOnlyList<Site> sites, int outputs);

    /// <summary>The function, for one run.</summary>
    IImportanceFunction Build(ImportanceParts parts);
}

/// <summary>How large an importance function is.</summary>
/// <param name="Parameters">Floats of its parameters.</param>
/// <param name="Forward">Floats a position that its forward pass holds.</param>
/// <param name="Backward">Floats a position that its backward pass holds besides.</param>
public sealed record ImportanceSize(double Parameters, double Forward, double Backward);

/// <summary>What of a run an importance function may need to be built.</summary>
/// <param name="Target">The frozen network.</param>
/// <param name="Data">Its training batches.</param>
/// <param name="Components">U and V.</param>
public sealed record ImportanceParts(ITarget Target, IData Data, Components Components)
{
    /// <summary>The sites in forward order.</summary>
    public IReadOnlyList<Site> Sites => Components.Sites;
}

/// <summary>What a config says of importances: the function that gives logits, and what makes importances of them.</summary>
internal sealed record ImportanceConfig(ISquash Squash, IImportanceSettings Settings);

/// <summary>All importance functions, one line each.</summary>
internal static class ImportanceKinds
{
    private static readonly Kinds<IImportanceSettings> All = new("kind", "The function that says how important each subcomponent is.",
        new("component-mlp", "One small network for each subcomponent, which sees its inner activation.", MlpSettings.Component),
        new("input-mlp", "One small network for each subcomponent, which sees the site's input.", MlpSettings.Input),
        new("shared-mlp", "One network, which sees the inputs of all sites at a position.", MlpSettings.Shared),
        new("global-transformer", "One transformer, which sees the inputs of all sites at all positions.", GlobalTransformerSettings.Part),
        new("attribution", "Gradient attributions, of which the largest of a batch are 1; nothing is trained.", AttributionSettings.Part));

    public static Form<ImportanceConfig> Form { get; } = new MapForm<ImportanceConfig>(
        new Group<ImportanceConfig>([All, SquashKinds.All], v => new ImportanceConfig(v.Of(SquashKinds.All).Value, v.Of(All).Value)), "importance");
}
