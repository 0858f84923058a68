using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave evaluate</c>: measures a decomposition on held-out data.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." };
        var (inputs, threads) = (new InputOptions(), SharedOptions.Threads());
        var command = new Verb("evaluate", "Measure reconstruction, sparsity and robustness of a run's newest checkpoint.",
            "cleave evaluate runs/tms-5-2-seed0")
        { run, inputs.Model, inputs.Tokenizer, inputs.Text, threads };
        command.Answers(terminal, (parsed, own) => Run(own, parsed.GetRequiredValue(run), inputs.Of(parsed), parsed.GetValue(threads) ?? 0));
        return command;
    }

    private static Answer Run(Terminal terminal, string path, InputPlaces places, int threads)
    {
        using var device = SharedOptions.Device(threads);
        var progress = new SlowProgress(terminal.Error);
        var run = LoadedRun.Open(path, device, places, progress, terminal.Stop);
        foreach (var warning in run.Warnings)
            terminal.Error.WriteLine($"cleave: {warning}");
        var result = RunEvaluation.Measure(device, run.Experiment, run.Folder, run.Config, run.Step, PhaseProgress.Begin(progress, "evaluation"), terminal.Stop);
        RunEvaluation.Save(run.Folder, result);
        return new Answer(() => RunDocument.Of(run.Folder, result), () => EvaluationPage.Of(result));
    }
}
