using Cleave.Decomposition.Evaluation;
using Cleave.Models;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;
using Cleave.Tensors;

namespace Cleave.Runs.Evaluations;

/// <summary>Evaluates the decomposition of a run and keeps the result in its folder.</summary>
public static class RunEvaluation
{
    /// <summary>The headline that is 1 for a run that had converged and 0 for one that had not; left out where that is unknown.</summary>
    public const string Converged = "converged";

    /// <summary>Measures everything on held-out data.</summary>
    public static EvaluationDocument Measure(CpuDevice device, Experiment experiment, long step, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        using var evaluator = experiment.Evaluate(device);
        return EvaluationSummary.Of(ToyEvaluation.Complete(device, experiment, evaluator.Run(progress, stop)), step);
    }

    /// <summary>Measures everything on held-out data, reads from the metrics whether the run had converged, and judges the result.</summary>
    public static EvaluationDocument Measure(CpuDevice device, Experiment experiment, RunFolder folder, RunConfig config, long step, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(config);
        var result = Measure(device, experiment, step, progress, stop) with
        {
            Convergence = ConvergenceFit.Of(folder.ReadMetrics(), config.Losses, step, config.Verdict?.Convergence),
        };
        return result with { Verdict = Verdict.Of(result, config.Verdict) };
    }

    /// <summary>Replaces the run's evaluation.json.</summary>
    public static void Save(RunFolder folder, EvaluationDocument result)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(result);
        folder.Files.Replace(new RunText(EvaluationDocument.FileName, result.ToJson() + "\n"));
    }

    /// <summary>The saved evaluation of a step, or null where there is none or the file is not what was saved: it can be made anew.</summary>
    public static EvaluationDocument? Saved(RunFolder folder, long step) =>
        File.Exists(FileIn(folder)) && folder.Files.Trusts(EvaluationDocument.FileName) && EvaluationDocument.Read(FileIn(folder)) is var saved && saved.Step == step ? saved : null;

    /// <summary>Where a run keeps its evaluation.</summary>
    public static string FileIn(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, EvaluationDocument.FileName);
    }

    /// <summary>The few numbers that a list of runs shows.</summary>
    public static IReadOnlyDictionary<string, double> Headline(EvaluationDocument result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var stochastic = result.Reconstruction["stochastic"];
        (string Name, double? Value)[] values =
        [
            ("kl", stochastic.Kl), ("mse", stochastic.Mse), ("l0", result.L0), ("alive", result.Alive),
            ("mmcs", result.Mmcs), ("ml2r", result.Ml2r), ("pattern_error", result.PatternError),
            (Converged, result.Convergence?.State switch { ConvergenceState.Converged => 1, ConvergenceState.NotConverged => 0, _ => null }),
        ];
        return values.Where(v => v.Value is not null).ToDictionary(v => v.Name, v => v.Value!.Value);
    }
}
