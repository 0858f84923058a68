using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Training;
using Cleave.Figures.Plots;
using Cleave.Figures.Toys;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Figures.Runs;

/// <summary>The figures that every run ends with.</summary>
public static class RunFigures
{
    /// <summary>Writes all figures into the run's folder and returns the pictures' paths.</summary>
    /// <param name="device">What computes importances.</param>
    /// <param name="folder">The run.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="experiment">Its experiment, trained.</param>
    /// <param name="result">Its evaluation.</param>
    /// <param name="output">How they are written.</param>
    public static IReadOnlyList<string> Write(
        CpuDevice device, RunFolder folder, RunConfig config, Experiment experiment, EvaluationDocument result, FigureOutput output)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(output);
        var caption = RunCaption.Of(folder.ReadInfo(), config.Seed);
        return [.. Of(device, folder.ReadMetrics(), experiment, result).Select(f => (f.Figure with { Caption = caption }).Write(folder.Figures, f.Name, output).Svg)];
    }

    /// <summary>All figures by the names of their files.</summary>
    /// <param name="device">What computes importances.</param>
    /// <param name="metrics">The run's metrics.</param>
    /// <param name="experiment">Its experiment, trained.</param>
    /// <param name="result">Its evaluation.</param>
    public static IEnumerable<(string Name, Figure Figure)> Of(
        CpuDevice device, IReadOnlyList<MetricRow> metrics, Experiment experiment, EvaluationDocument result)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(result);
        List<(string Name, Figure Figure)> figures = [.. CurveFigures.Of(metrics), ("mean-importance", Importances(result))];
        if (experiment.Subject.Truth is { Features: > 0 })
            figures.AddRange(ToyFigures.Of(device, experiment));
        if (InductionPatterns.Fit(experiment))
            figures.AddRange(InductionFigures.Of(device, experiment));
        return figures;
    }

    private static Spectrum Importances(EvaluationDocument result) => new()
    {
        Title = "Mean importance by rank",
        Y = new Axis("mean importance") { Log = true },
        RankTitle = "rank within the site",
        Lines = [.. result.Sites.Select(s => new SpectrumLine(s.Name, [.. s.MeanImportance.Select(m => (double)m)]))],
    };
}
