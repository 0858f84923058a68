using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="ComponentMlp"/>, <see cref="InputMlp"/> and <see cref="SharedMlp"/>.</summary>
/// <param name="Hidden">Hidden widths; one but for the shared function.</param>
/// <param name="InitialLogit">Bias that logits start from.</param>
/// <param name="SizeOf">How large the function is on a site.</param>
/// <param name="Create">Makes the function.</param>
internal sealed record MlpSettings(
    IReadOnlyList<int> Hidden, float InitialLogit, Func<Site, IReadOnlyList<int>, ImportanceSize> SizeOf,
    Func<ImportanceParts, IReadOnlyList<int>, float, IImportanceFunction> Create) : IImportanceSettings
{
    /// <summary>The logit that everything starts from, of every function that is trained.</summary>
    public static Key<float> InitialLogitKey { get; } = new("initial_logit", Scalars.Number(-1e6, 1e6), "The logit that importances start from; 1 and more: everything starts important.");

    public ImportanceSize Size(IReadOnlyList<Site> sites, int outputs)
    {
        var sizes = sites.Select(s => SizeOf(s, Hidden)).ToArray();
        return new ImportanceSize(sizes.Sum(s => s.Parameters), sizes.Sum(s => s.Forward), sizes.Sum(s => s.Backward));
    }

    public IImportanceFunction Build(ImportanceParts parts) => Create(parts, Hidden, InitialLogit);

    private static readonly Key<int> HiddenKey = new("hidden", Scalars.Count(1, Bounds.Width), "Hidden width.");
    private static readonly Key<IReadOnlyList<int>> WidthsKey = new("hidden", Scalars.List(Scalars.Count(1, Bounds.Width), 16), "Hidden widths.");

    public static Part<IImportanceSettings> Component { get; } = OfOneWidth(
        (site, hidden) => new ImportanceSize(site.Count * ((3.0 * hidden[0]) + 1), 0, 0),
        (p, hidden, logit) => new ComponentMlp(p.Sites, hidden[0], logit));

    public static Part<IImportanceSettings> Input { get; } = OfOneWidth(
        (site, hidden) => new ImportanceSize(site.Count * ((hidden[0] * (site.In + 2.0)) + 1), (double)site.Count * hidden[0], 2.0 * site.Count * hidden[0]),
        (p, hidden, logit) => new InputMlp(p.Sites, hidden[0], logit));

    public static Part<IImportanceSettings> Shared { get; } = new Group<IImportanceSettings>([WidthsKey, InitialLogitKey],
        v => new MlpSettings(v.Of(WidthsKey), v.Of(InitialLogitKey), OfWidths, (p, hidden, logit) => new SharedMlp(p.Sites, hidden, logit)));

    private static Group<IImportanceSettings> OfOneWidth(
        Func<Site, IReadOnlyList<int>, ImportanceSize> size, Func<ImportanceParts, IReadOnlyList<int>, float, IImportanceFunction> create) =>
        new([HiddenKey, InitialLogitKey], v => new MlpSettings([v.Of(HiddenKey)], v.Of(InitialLogitKey), size, create));

    private static ImportanceSize OfWidths(Site site, IReadOnlyList<int> hidden)
    {
        double[] widths = [site.In, .. hidden, site.Count];
        return new ImportanceSize(widths.Zip(widths.Skip(1)).Sum(w => (w.First + 1) * w.Second), hidden.Sum(h => (double)h), 2 * hidden.Sum(h => (double)h));
    }
}
