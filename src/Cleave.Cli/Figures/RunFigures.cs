using Cleave.Decomposition.Evaluation;
using Cleave.Figures;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Cli.Figures;

/// <summary>The figures that every run ends with.</summary>
internal static class RunFigures
{
    /// <summary>Writes all figures and returns the pictures' paths.</summary>
    public static IReadOnlyList<string> Write(CpuDevice device, RunFolder folder, Experiment experiment, EvaluationDocument result)
    {
        List<(string Name, Figure Figure)> figures = [.. CurveFigures.Of(folder.ReadMetrics()), ("mean-importance", Importances(result))];
        if (experiment.Subject.Truth is { Features: > 0 })
            figures.AddRange(ToyFigures.Of(device, experiment));
        if (InductionPatterns.Fit(experiment))
            figures.AddRange(InductionFigures.Of(device, experiment));
        return [.. figures.Select(f => f.Figure.Write(folder.Figures, f.Name).Svg)];
    }

    private static Spectrum Importances(EvaluationDocument result) => new()
    {
        Title = "Mean importance by rank",
        Y = new Axis("mean importance") { Log = true },
        Lines = [.. result.Sites.Select(s => new SpectrumLine(s.Name, [.. s.MeanImportance.Select(m => (double)m)]))],
    };
}
