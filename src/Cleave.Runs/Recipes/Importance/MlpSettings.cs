using Cleave.Decomposition.Importance;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="ComponentMlp"/>, <see cref="InputMlp"/> and <see cref="SharedMlp"/>.</summary>
/// <param name="Hidden">Hidden widths; one but for the shared function.</param>
/// <param name="InitialLogit">Bias that logits start from.</param>
/// <param name="Create">Makes the function.</param>
internal sealed record MlpSettings(
    IReadOnlyList<int> Hidden, float InitialLogit, Func<ImportanceParts, IReadOnlyList<int>, float, IImportanceFunction> Create) : IImportanceSettings
{
    public IImportanceFunction Build(ImportanceParts parts) => Create(parts, Hidden, InitialLogit);

    public static MlpSettings Component(YamlMap map) => Read(map, shared: false, (p, hidden, logit) => new ComponentMlp(p.Sites, hidden[0], logit));

    public static MlpSettings Input(YamlMap map) => Read(map, shared: false, (p, hidden, logit) => new InputMlp(p.Sites, hidden[0], logit));

    public static MlpSettings Shared(YamlMap map) => Read(map, shared: true, (p, hidden, logit) => new SharedMlp(p.Sites, hidden, logit));

    private static MlpSettings Read(YamlMap map, bool shared, Func<ImportanceParts, IReadOnlyList<int>, float, IImportanceFunction> create)
    {
        var section = Section.Importance(map, "hidden", "initial_logit");
        return new MlpSettings(shared ? section.Counts("hidden") : [section.Count("hidden")], section.Number("initial_logit"), create);
    }
}
