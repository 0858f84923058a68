using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave evaluate</c>: measures a decomposition on held-out data.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." };
        var (inputs, threads, json) = (new InputOptions(), SharedOptions.Threads(), SharedOptions.Json());
        var command = new Verb("evaluate", "Measure reconstruction, sparsity and robustness of a run's newest checkpoint.",
            "cleave evaluate runs/tms-5-2-seed0")
        { run, inputs.Model, inputs.Tokenizer, inputs.Text, threads, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(run), inputs.Of(parsed), parsed.GetValue(threads) ?? 0, parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, InputPlaces places, int threads, bool json)
    {
        using var device = SharedOptions.Device(threads);
        var run = LoadedRun.Open(path, device, places, terminal.Stop);
        foreach (var warning in run.Warnings)
            terminal.Error.WriteLine($"cleave: {warning}");
        var result = RunEvaluation.Measure(device, run.Experiment, run.Folder, run.Config, run.Step, terminal.Stop);
        RunEvaluation.Save(run.Folder, result);
        if (json)
            terminal.Out.WriteLine(JsonText.Of(EvaluationView.Document(run.Folder, result)));
        else
            EvaluationView.Write(terminal.Console(), result);
        return ExitCode.Good;
    }
}
