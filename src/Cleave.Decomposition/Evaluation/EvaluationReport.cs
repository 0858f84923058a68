namespace Cleave.Decomposition.Evaluation;

/// <summary>One site's part of an evaluation.</summary>
public sealed record SiteReport
{
    /// <summary>The site's dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Subcomponents it has.</summary>
    public required int Count { get; init; }

    /// <summary>Mean number with importance above 0, per position.</summary>
    public required float L0 { get; init; }

    /// <summary>Mean number with importance above 0.1, per position.</summary>
    public required float L0Above01 { get; init; }

    /// <summary>Subcomponents whose mean importance exceeds the alive threshold.</summary>
    public required int Alive { get; init; }

    /// <summary>‖Δ‖² / ‖W‖².</summary>
    public required float Faithfulness { get; init; }

    /// <summary>Mean importance of each subcomponent.</summary>
    public required IReadOnlyList<float> MeanImportance { get; init; }

    /// <summary>For toys: recovery of the features' vectors over all subcomponents.</summary>
    public VectorRecovery? Recovery { get; init; }

    /// <summary>For toys: the same over the alive ones.</summary>
    public VectorRecovery? AliveRecovery { get; init; }

    /// <summary>For toys: pattern error at tolerance 0.2.</summary>
    public int? PatternError { get; init; }

    /// <summary>For toys: pattern error at tolerance 0.1.</summary>
    public int? PatternErrorStrict { get; init; }

    /// <summary>For toys: how many subcomponents there should be.</summary>
    public int? Mechanisms { get; init; }

    /// <summary>For toys: how many of them an input needs on average.</summary>
    public float? OracleL0 { get; init; }
}

/// <summary>Everything an evaluation measured.</summary>
public sealed record EvaluationReport
{
    /// <summary>How outputs were compared: "kl" in nats or "mse".</summary>
    public required string OutputKind { get; init; }

    /// <summary>Divergence from the target by masking mode.</summary>
    public required IReadOnlyDictionary<string, float> Reconstruction { get; init; }

    /// <summary>Cross-entropy on the next token by masking mode, in nats; empty for toys.</summary>
    public required IReadOnlyDictionary<string, float> CrossEntropy { get; init; }

    /// <summary>Divergence under the fresh adversary by its steps.</summary>
    public required IReadOnlyDictionary<int, float> Adversary { get; init; }

    /// <summary>The sites in forward order.</summary>
    public required IReadOnlyList<SiteReport> Sites { get; init; }

    /// <summary>What only this target has: see <see cref="IScore"/>.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>Important subcomponents a position, all sites.</summary>
    public float L0 => Sites.Sum(s => s.L0);

    /// <summary>Alive subcomponents, all sites.</summary>
    public int Alive => Sites.Sum(s => s.Alive);
}
