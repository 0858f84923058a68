using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Formats.Yaml;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GlobalTransformer"/>.</summary>
internal sealed record GlobalTransformerSettings(GlobalTransformerShape Shape) : IImportanceSettings
{
    public IImportanceFunction Build(ImportanceParts parts)
    {
        var clean = CleanPass.Run(parts.Target, parts.Sites, parts.Data.Trace(new Graph()));
        return new GlobalTransformer(Shape, parts.Sites, GlobalTransformer.DistinctInputs(clean, parts.Sites));
    }

    public static GlobalTransformerSettings Read(YamlMap map)
    {
        var section = Section.Importance(map, "width", "blocks", "heads", "mlp", "initial_logit");
        var (width, heads) = (section.Count("width"), section.Count("heads"));
        return width % heads == 0 && width / heads % 2 == 0   // rotary positions turn pairs
            ? new GlobalTransformerSettings(new GlobalTransformerShape(width, section.Count("blocks"), heads, section.Count("mlp"), section.Number("initial_logit")))
            : throw section.Wrong("heads", $"a number that divides the width {width} into even parts");
    }
}
