using System.Text.Json;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Tensors;

namespace Cleave.Runs.Checkpoints;

/// <summary>Moves a trainer's state into checkpoints and back.</summary>
internal static class TrainerState
{
    private const string CountersKey = "counters";

    public static CheckpointContent Content(Trainer trainer) => new()
    {
        Step = trainer.Step,
        Arrays = [.. trainer.State.Select(Array)],
        StateJson = $"{{\"{CountersKey}\": [{string.Join(", ", trainer.Counters)}]}}\n",
        IsFinal = trainer.Finished,
    };

    public static void Restore(Trainer trainer, LoadedCheckpoint checkpoint)
    {
        Fill(trainer.State, checkpoint);
        using var document = JsonDocument.Parse(checkpoint.StateJson);
        trainer.Counters = [.. document.RootElement.GetProperty(CountersKey).EnumerateArray().Select(c => c.GetInt64())];
    }

    /// <summary>Copies the arrays of a checkpoint into the variables of the same names.</summary>
    /// <exception cref="InputException">When one is missing or of another shape.</exception>
    public static void Fill(IEnumerable<Variable> variables, LoadedCheckpoint checkpoint)
    {
        foreach (var variable in variables)
        {
            var shape = Enumerable.Range(0, variable.Shape.Rank).Select(axis => variable.Shape[axis]);
            if (!checkpoint.Arrays.TryGetValue(variable.Name, out var array) || !array.Shape.SequenceEqual(shape))
            {
                throw new InputException($"{checkpoint.Folder}: expected tensor {variable.Name} of shape {variable.Shape}, found "
                    + $"{(array is null ? "none" : $"[{string.Join(", ", array.Shape)}]")}; the checkpoint is of another config, restore the run's config.yaml.");
            }

            array.Values.CopyTo(variable.Span);
        }
    }

    private static NamedArray Array(Variable variable) => new(
        variable.Name,
        [.. Enumerable.Range(0, variable.Shape.Rank).Select(axis => variable.Shape[axis])],
        (offset, destination) => variable.Span.Slice((int)offset, destination.Length).CopyTo(destination));
}
