using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GlobalTransformer"/>.</summary>
internal sealed record GlobalTransformerSettings(GlobalTransformerShape Shape) : IImportanceSettings
{
    public ImportanceSize Size(IReadOnlyList<Site> sites, int outputs)
    {
        var (width, mlp, inputs, count) = ((double)Shape.Width, (double)Shape.Mlp, sites.Sum(s => (double)s.In), sites.Sum(s => (double)s.Count));
        return new ImportanceSize(
            (width * (inputs + count)) + (Shape.Blocks * width * ((4 * width) + (2 * mlp))),
            (8 * width) + (2 * mlp),
            inputs + (2 * Shape.Blocks * ((8 * width) + (2 * mlp))));
    }

    public IImportanceFunction Build(ImportanceParts parts)
    {
        var clean = CleanPass.Run(parts.Target, parts.Sites, parts.Data.Trace(new Graph()));
        return new GlobalTransformer(Shape, parts.Sites, GlobalTransformer.DistinctInputs(clean, parts.Sites));
    }

    private static readonly Key<int> Width = new("width", Scalars.Count(1, Bounds.Width), "Width of the residual stream.");
    private static readonly Key<int> Blocks = new("blocks", Scalars.Count(1, 256), "Blocks of attention and MLP.", obvious: true);
    private static readonly Key<int> Heads = new("heads", Scalars.Count(1, 1_024), "Heads, which divide the width into even parts.", obvious: true);
    private static readonly Key<int> Mlp = new("mlp", Scalars.Count(1, Bounds.Width * 4), "Hidden width of each MLP.");

    public static Part<IImportanceSettings> Part { get; } = new Group<IImportanceSettings>([Width, Blocks, Heads, Mlp, MlpSettings.InitialLogitKey],
        v => new GlobalTransformerSettings(new GlobalTransformerShape(v.Of(Width), v.Of(Blocks), v.Of(Heads), v.Of(Mlp), v.Of(MlpSettings.InitialLogitKey))))
    {
        Check = v => v.Of(Width) % v.Of(Heads) == 0 && v.Of(Width) / v.Of(Heads) % 2 == 0 ? null   // rotary positions turn pairs
            : (Heads, $"a number that divides the width {v.Of(Width)} into even parts"),
    };
}
