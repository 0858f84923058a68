using System.Text.Json.Serialization;

namespace Cleave.Decomposition.Evaluation;

/// <summary>One site's part of an evaluation, as measured and as saved; its names in files are stable.</summary>
public sealed record SiteReport
{
    /// <summary>The site's dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Subcomponents it has.</summary>
    public required int Subcomponents { get; init; }

    /// <summary>Mean number with importance above 0, per position.</summary>
    public required float L0 { get; init; }

    /// <summary>Mean number with importance above 0.1, per position.</summary>
    [JsonPropertyName("l0_above_0.1")]
    public required float L0Above01 { get; init; }

    /// <summary>Subcomponents that are ever important: by their mean importance, for toys by their largest on a single feature.</summary>
    public required int Alive { get; init; }

    /// <summary>‖Δ‖² / ‖W‖².</summary>
    public required float Faithfulness { get; init; }

    /// <summary>For toys: mean over features of the largest cosine with a subcomponent.</summary>
    public double? Mmcs { get; init; }

    /// <summary>For toys: mean over features of the winner's length over the feature's.</summary>
    [JsonPropertyName("ml2r")]
    public double? Ml2r { get; init; }

    /// <summary>The same as <see cref="Mmcs"/> over alive subcomponents only.</summary>
    public double? MmcsAlive { get; init; }

    /// <summary>The same as <see cref="Ml2r"/> over alive subcomponents only.</summary>
    [JsonPropertyName("ml2r_alive")]
    public double? Ml2rAlive { get; init; }

    /// <summary>For toys: wrong entries of the importances of single features at tolerance 0.2.</summary>
    public int? PatternError { get; init; }

    /// <summary>For toys: the same at tolerance 0.1.</summary>
    public int? PatternErrorStrict { get; init; }

    /// <summary>For toys: how many subcomponents there should be.</summary>
    public int? Mechanisms { get; init; }

    /// <summary>For toys: how many of them an input needs on average.</summary>
    [JsonPropertyName("oracle_l0")]
    public float? OracleL0 { get; init; }

    /// <summary>Mean importance of each subcomponent.</summary>
    public required IReadOnlyList<float> MeanImportance { get; init; }
}
