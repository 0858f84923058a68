using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Inputs;
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
    /// <param name="path">The folder.</param>
    /// <param name="device">Where it is put.</param>
    /// <param name="places">Where its inputs lie now; remembered once they are found to be the run's. Null means where they were last.</param>
    /// <param name="observer">Looks on.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="InputException">When the folder is no run, or its files are damaged or missing, or its config or an input has changed.</exception>
    public static LoadedRun Open(string path, CpuDevice device, InputPlaces? places = null, IRunObserver? observer = null, CancellationToken stop = default)
    {
        var folder = RunFolder.Open(path);
        var recipe = Recipe(folder);
        var pinned = PinnedConfig.Of(folder, folder.ReadInfo());
        pinned.Refuse(recipe.Text);
        var inputs = RunInputs.Find(folder, recipe.Config, places ?? InputPlaces.AsBefore);
        var config = inputs.Located(recipe.Config);
        var experiment = new Experiment(config, ToyFile.Subject(folder, config, device, observer, stop));
        Variable[] read = [.. experiment.Components.Parameters.Values.Variables, .. experiment.Importance.Parameters.Values.Variables];
        var checkpoint = folder.LoadNewest(found => TrainerState.Fill(read, found));
        pinned.Refuse(checkpoint);
        if (places is not null && places != InputPlaces.AsBefore)
            folder.Files.Replace(inputs.ToFile());
        return new LoadedRun { Folder = folder, Config = config, Experiment = experiment, Step = checkpoint.Step, Warnings = checkpoint.Warnings };
    }
}
