using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Formats;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;
using Cleave.Runs.Manifests;
using Cleave.Tensors;

namespace Cleave.Runs.Grids;

/// <summary>The work of one cell on its run folder.</summary>
internal sealed class CellWork(Cell cell, RunFolder folder)
{
    private const string FailureName = "failure.txt";

    public Cell Cell => cell;

    public RunFolder Folder => folder;

    /// <summary>Equal for cells whose target has the same weights.</summary>
    public string TargetKey { get; } = $"{cell.Recipe.Target}seed {cell.Recipe.Config.Seed}";

    /// <summary>Where the run keeps the toy it made.</summary>
    public string TargetFile => ToyFile.FileIn(folder);

    /// <summary>Digest of what its config computes.</summary>
    public string Digest { get; } = ConfigDrift.Digest(cell.Recipe.Text);

    /// <summary>Whether its folder holds the toy that its run was started with.</summary>
    public bool HasTarget => ToyFile.IsSound(folder);

    /// <summary>Whether its folder holds a run of another config.</summary>
    public bool Drifted => folder.Exists && Pinned().DiffersFrom(cell.Recipe.Text);

    private string FailureFile => Path.Combine(folder.Path, FailureName);

    /// <exception cref="InputException">When the config is wrong, or it or an input is not the one the cell was begun with.</exception>
    public void Check(bool acceptConfigChange)
    {
        var config = cell.Recipe.Config;
        if (!folder.Exists)
            return;
        if (!acceptConfigChange)
            Pinned().Refuse(cell.Recipe.Text);
        RunInputs.Find(folder, config, InputPlaces.AsBefore);
    }

    /// <summary>The result of an earlier session, or null when there is work to do.</summary>
    public CellResult? Finished()
    {
        if (!folder.Exists || Drifted)
            return null;
        var evaluation = RunEvaluation.Saved(folder, cell.Recipe.Config.Steps);
        // Equal bits fail again at the same step, so a failure is as final as a result.
        var failure = evaluation is null && File.Exists(FailureFile) ? File.ReadAllText(FailureFile).Trim() : null;
        return evaluation is null && failure is null ? null : CellResult.Of(cell, folder, evaluation, failure);
    }

    /// <summary>The result of a cell that is left alone.</summary>
    public CellResult NotRun() => new(cell, folder, Evaluation: null, 0, Failure: null);

    /// <summary>Starts or continues the cell and works to its end.</summary>
    /// <exception cref="OperationCanceledException">When asked to stop; the state is saved.</exception>
    public CellResult Complete(CpuDevice device, SharedTargets targets, Func<long, IRunObserver> begin, bool acceptConfigChange, CancellationToken stop)
    {
        try
        {
            if (File.Exists(FailureFile))
                folder.Files.Delete(FailureName);
            using var run = targets.Use(this, () => DecompositionRun.Open(folder.Path, cell.Recipe, device, acceptConfigChange, stop: stop));
            return CellResult.Of(cell, folder, run.Complete(begin(run.Step), stop), failure: null);
        }
        catch (Exception failure) when (failure is NotFiniteException or WatchdogException)
        {
            folder.Files.Replace(new RunText(FailureName, failure.Message + "\n"));
            return CellResult.Of(cell, folder, evaluation: null, failure.Message);
        }
        catch (InputException wrong)
        {
            throw new InputException($"cell {cell.Name}: {wrong.Message}", wrong);
        }
    }

    private PinnedConfig Pinned() => PinnedConfig.Of(folder, folder.ReadInfo());
}
