using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Figures.Plots;
using Cleave.Figures.Runs;
using Cleave.Runs.Disks;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports.Tables;
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
        var (options, accept, figures) = (new DecomposeOptions(), AcceptOption(), new FigureOptions());
        var command = new Verb("decompose",
            "Train a decomposition, or continue one. Interrupt it whenever you like: the same command goes on.",
            "cleave decompose tms-5-2 --set steps=2000")
        {
            subject, options.Model, options.Tokenizer, options.Text, options.Out, options.Seed, options.Settings, options.Additions, options.Threads, options.Memory, accept, figures.Paper, figures.Pdf,
        };
        command.Answers(terminal, (parsed, own) =>
        {
            var request = DecomposeRequest.Of(parsed.GetRequiredValue(subject), options, parsed);
            return Run(own, request, parsed.GetValue(options.Memory), parsed.GetValue(accept), figures.Of(parsed));
        }, savesItsResult: true);
        return command;
    }

    private static Option<bool> AcceptOption() => new("--accept-config-change") { Description = "Continue a run although its config has changed." };

    private static Answer Run(Terminal terminal, DecomposeRequest request, MemoryUse memory, bool accept, FigureOutput output)
    {
        var config = request.Recipe.Config;
        using var device = SharedOptions.Device(config.Threads);
        using var run = Open(terminal, request, device, memory, accept);
        terminal.Progress.WriteLine($"{(run.Continues ? $"Continuing at step {run.Step}" : "Starting")}: {run.Folder.Path}");
        foreach (var note in run.Notes)
            terminal.Error.WriteLine($"cleave: {note}");
        try
        {
            var result = Watched(terminal, config, observer => run.Complete(observer, terminal.Stop));
            if (run.LostMetrics is { } lost)
                terminal.Error.WriteLine($"cleave: {lost}");
            return Finish(device, run, result, output);
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"interrupted at step {run.Step}; continue with 'cleave decompose {run.Folder.Path}'.");
        }
    }

    private static DecompositionRun Open(Terminal terminal, DecomposeRequest request, CpuDevice device, MemoryUse memory, bool accept)
    {
        try
        {
            return Watched(terminal, request.Recipe.Config, observer =>
                DecompositionRun.Open(request.Folder, request.Recipe, device, accept, memory, observer, terminal.Stop));
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException("interrupted before the run began; the same command starts it.");
        }
    }

    private static T Watched<T>(Terminal terminal, RunConfig config, Func<IRunObserver, T> work) =>
        terminal.IsWatched ? LiveProgress.Watch(terminal.Console(), config, work) : work(new PlainProgress(terminal.Progress, config));

    private static Answer Finish(CpuDevice device, DecompositionRun run, EvaluationDocument result, FigureOutput output)
    {
        var folder = run.Folder;
        var figures = RunDiskException.Guard(folder.Figures, () => folder.Files.Rewrite(RunFolder.FiguresName,
            () => RunFigures.Write(device, folder, run.Config, run.Experiment, result, output)));
        return new Answer(
            () =>
            {
                var document = RunDocument.Of(folder, result);
                document["figures"] = JsonText.Array(figures);
                return document;
            },
            () =>
            [
                .. EvaluationPage.Of(result),
                new Passage($"Figures in {Here(folder.Figures)}: {string.Join(", ", figures.Select(Path.GetFileName))}"),
                new Passage($"Run: {Here(folder.Path)}"),
            ]);
    }

    private static string Here(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
