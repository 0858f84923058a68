using System.Text.Json;
using System.Text.Json.Serialization;
using Cleave.Decomposition.Evaluation;
using Cleave.Formats;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Evaluations;

/// <summary>Divergence from the target, and cross-entropy on the next token, under one kind of masks.</summary>
public sealed record ModeResult
{
    /// <summary>KL divergence in nats, where outputs are logits.</summary>
    public float? Kl { get; init; }

    /// <summary>Mean squared error, where outputs are real numbers.</summary>
    public float? Mse { get; init; }

    /// <summary>Cross-entropy in nats, for language models.</summary>
    public float? Ce { get; init; }
}

/// <summary>An evaluation as saved in a run and printed by --json; its names are stable.</summary>
public sealed record EvaluationDocument
{
    /// <summary>The name of the file in a run.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Finished steps of the decomposition.</summary>
    public required long Step { get; init; }

    /// <summary>Whether that is good; null where it was not judged.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Results by kind of masks: unmasked, stochastic, importance, rounded_0, rounded_0.1, rounded_0.5, zero, and the target itself.</summary>
    public required IReadOnlyDictionary<string, ModeResult> Reconstruction { get; init; }

    /// <summary>Divergence under a fresh adversary by its steps.</summary>
    public required IReadOnlyDictionary<int, float> Pgd { get; init; }

    /// <summary>Divergence when every subcomponent and Δ are removed: what a perfect adversary could reach at most.</summary>
    public required float ZeroAblation { get; init; }

    /// <summary>Mean number of important subcomponents a position, all sites.</summary>
    public required float L0 { get; init; }

    /// <summary>Alive subcomponents, all sites.</summary>
    public required int Alive { get; init; }

    /// <summary>Subcomponents, all sites.</summary>
    public required int Subcomponents { get; init; }

    /// <summary>The worst site's ‖Δ‖² / ‖W‖².</summary>
    public required float Faithfulness { get; init; }

    /// <summary>For toys: the worst site's.</summary>
    public double? Mmcs { get; init; }

    /// <summary>For toys: of the site farthest from 1.</summary>
    [JsonPropertyName("ml2r")]
    public double? Ml2r { get; init; }

    /// <summary>For toys: the worst site's, over alive subcomponents only.</summary>
    public double? MmcsAlive { get; init; }

    /// <summary>For toys: of the site farthest from 1, over alive subcomponents only.</summary>
    [JsonPropertyName("ml2r_alive")]
    public double? Ml2rAlive { get; init; }

    /// <summary>For toys: the worst site's, at tolerance 0.2.</summary>
    public int? PatternError { get; init; }

    /// <summary>For toys: the worst site's, at tolerance 0.1.</summary>
    public int? PatternErrorStrict { get; init; }

    /// <summary>For toys: how many subcomponents there should be in all.</summary>
    public int? Mechanisms { get; init; }

    /// <summary>For toys: how many of them an input needs on average.</summary>
    [JsonPropertyName("oracle_l0")]
    public float? OracleL0 { get; init; }

    /// <summary>Numbers that only this target has.</summary>
    public IReadOnlyDictionary<string, double>? Scores { get; init; }

    /// <summary>
    /// Standard errors of single numbers over held-out rows, by name: unmasked, stochastic, rounded_0.1 and l0. Null where they are not known.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Noise { get; init; }

    /// <summary>Whether the run had converged; null for what has no metrics.</summary>
    public Convergence? Convergence { get; init; }

    /// <summary>The sites in forward order.</summary>
    public required IReadOnlyList<SiteReport> Sites { get; init; }

    /// <summary>The document as JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationDocument);

    /// <summary>Reads a saved evaluation.</summary>
    /// <exception cref="InputException">Not readable or not an evaluation.</exception>
    public static EvaluationDocument Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), EvaluationJson.Default.EvaluationDocument)
                ?? throw new JsonException("null instead of an object");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: expected an evaluation, found {failure.Message.TrimEnd('.')}; make it anew with 'cleave evaluate'.", failure);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EvaluationDocument))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
