using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Runs.Folders;

/// <summary>A run opened for reading: its newest intact decomposition beside the target.</summary>
public sealed record LoadedRun
{
    /// <summary>The folder.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>The settings.</summary>
    public required RunConfig Config { get; init; }

    /// <summary>The target with its decomposition.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>One sentence for each newer checkpoint that had to be passed over.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The config of a run.</summary>
    /// <exception cref="InputException">When the folder is no run, or its config cannot be read.</exception>
    public static RecipeFile Recipe(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return RecipeFile.Parse(folder.ReadConfig(), folder.ConfigFile);
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="InputException">When the folder is no run, or its files are damaged or missing.</exception>
    public static LoadedRun Open(string path, CpuDevice device, IRunObserver? observer = null, CancellationToken stop = default)
    {
        var folder = RunFolder.Open(path);
        var config = Recipe(folder).Config;
        var checkpoint = folder.LoadNewest();
        var experiment = new Experiment(config, ToyFile.Subject(folder, config, device, observer, stop));
        TrainerState.Fill([.. experiment.Components.Parameters.Values.Variables, .. experiment.Importance.Parameters.Values.Variables], checkpoint);
        return new LoadedRun { Folder = folder, Config = config, Experiment = experiment, Step = checkpoint.Step, Warnings = checkpoint.Warnings };
    }
}
