namespace Cleave.Decomposition.Evaluation;

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

    /// <summary>Standard errors over held-out rows, by name; see <see cref="Measures.HeldOutNoise"/>.</summary>
    public IReadOnlyDictionary<string, double> Noise { get; init; } = new Dictionary<string, double>();

    /// <summary>What only this target has: see <see cref="IScore"/>.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>Important subcomponents a position, all sites.</summary>
    public float L0 => Sites.Sum(s => s.L0);

    /// <summary>Alive subcomponents, all sites.</summary>
    public int Alive => Sites.Sum(s => s.Alive);
}
