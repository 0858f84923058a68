using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Figures.Plots;
using Cleave.Figures.Runs;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave decompose</c>: trains a decomposition, or continues one.</summary>
internal static class DecomposeCommand
{
    public static Command Create(Terminal terminal)
    {
        var subject = new Argument<string>("subject")
        {
            HelpName = "RECIPE|CONFIG|RUN",
            Description = $"A recipe ({Catalogue.Shipped.Summary}), a YAML config, or the folder of a run to continue.",
        };
        var (options, accept, figures, json) = (new DecomposeOptions(), AcceptOption(), new FigureOptions(), SharedOptions.Json());
        var command = new Verb("decompose",
            "Train a decomposition, or continue one. Interrupt it whenever you like: the same command goes on.",
            "cleave decompose tms-5-2 --set steps=2000")
        {
            subject, options.Model, options.Tokenizer, options.Text, options.Out, options.Seed, options.Settings, options.Additions, options.Threads, options.Memory, accept, figures.Paper, figures.Pdf, json,
        };
        command.SetAction(parsed =>
        {
            var request = DecomposeRequest.Of(parsed.GetRequiredValue(subject), options, parsed);
            return Run(terminal, request, parsed.GetValue(options.Memory), parsed.GetValue(accept), figures.Of(parsed), parsed.GetValue(json));
        });
        return command;
    }

    private static Option<bool> AcceptOption() => new("--accept-config-change") { Description = "Continue a run although its config has changed." };

    private static int Run(Terminal terminal, DecomposeRequest request, MemoryUse memory, bool accept, FigureOutput figures, bool json)
    {
        using var device = SharedOptions.Device(request.Recipe.Config.Threads);
        using var run = DecompositionRun.Open(request.Folder, request.Recipe, device, accept, memory, terminal.Stop);
        var progress = terminal.Progress(json);
        progress.WriteLine($"{(run.Continues ? $"Continuing at step {run.Step}" : "Starting")}: {run.Folder.Path}");
        foreach (var note in run.Notes)
            terminal.Error.WriteLine($"cleave: {note}");
        EvaluationDocument result;
        try
        {
            result = terminal.IsInteractive && !json
                ? LiveProgress.Watch(terminal.Console(), run, observer => run.Complete(observer, terminal.Stop))
                : run.Complete(new PlainProgress(progress, run), terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"cleave: interrupted at step {run.Step}; continue with 'cleave decompose {run.Folder.Path}'.");
            return ExitCode.Interrupted;
        }

        Finish(terminal, device, run, result, figures, json);
        return ExitCode.Good;
    }

    private static void Finish(Terminal terminal, CpuDevice device, DecompositionRun run, EvaluationDocument result, FigureOutput output, bool json)
    {
        var figures = RunFigures.Write(device, run.Folder, run.Config, run.Experiment, result, output);
        if (json)
        {
            var document = EvaluationView.Document(run.Folder, result);
            document["figures"] = JsonText.Array(figures);
            terminal.Out.WriteLine(JsonText.Of(document));
            return;
        }

        EvaluationView.Write(terminal.Console(), result);
        terminal.Out.WriteLine($"Figures in {Here(run.Folder.Figures)}: {string.Join(", ", figures.Select(Path.GetFileName))}");
        terminal.Out.WriteLine($"Run: {Here(run.Folder.Path)}");
    }

    private static string Here(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
