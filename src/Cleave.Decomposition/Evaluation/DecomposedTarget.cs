using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Evaluation;

/// <summary>A target beside its decomposition: everything that a measurement reads.</summary>
public class DecomposedTarget
{
    /// <summary>The target and its data.</summary>
    public required Subject Subject { get; init; }

    /// <summary>U and V.</summary>
    public required Components Components { get; init; }

    /// <summary>The causal importance function.</summary>
    public required IImportanceFunction Importance { get; init; }

    /// <summary>How its logits become the importances that feed masks.</summary>
    public required ISquash Squash { get; init; }

    /// <summary>How outputs are compared.</summary>
    public required IDivergence Divergence { get; init; }
}
