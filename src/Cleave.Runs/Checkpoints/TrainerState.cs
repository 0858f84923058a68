using System.Text;
using System.Text.Json;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Json;
using Cleave.Tensors;

namespace Cleave.Runs.Checkpoints;

/// <summary>Moves a trainer's state into checkpoints and back.</summary>
internal static class TrainerState
{
    private const string CountersKey = "counters";

    public static CheckpointContent Content(Trainer trainer)
    {
        var adversary = trainer.AdversaryState.Select(v => v.Name).ToHashSet();
        return new CheckpointContent
        {
            Step = trainer.Step,
            Arrays = [.. trainer.State.Where(v => !adversary.Contains(v.Name)).Select(Array)],
            Adversary = [.. trainer.AdversaryState.Select(Array)],
            StateJson = $"{{\"{CountersKey}\": [{string.Join(", ", trainer.Counters)}]}}\n",
            IsFinal = trainer.Finished,
        };
    }

    /// <summary>Restores all of a trainer's state; of a thinned checkpoint all but the adversaries, which begin anew.</summary>
    /// <exception cref="InputException">When something is missing, too much, or cannot be; a later attempt may still succeed.</exception>
    public static void Restore(Trainer trainer, LoadedCheckpoint checkpoint)
    {
        var counters = Counters(checkpoint, trainer.LargestCounters(checkpoint.Step));
        var adversary = trainer.AdversaryState.Select(v => v.Name).ToHashSet();
        Variable[] expected = [.. trainer.State.Where(v => !checkpoint.IsThinned || !adversary.Contains(v.Name))];
        Refuse(checkpoint, checkpoint.Arrays.Keys.Except(expected.Select(v => v.Name)));
        Fill(expected, checkpoint);
        trainer.Counters = counters;
        if (checkpoint.IsThinned)
            trainer.BeginAdversaries();
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

    private static void Refuse(LoadedCheckpoint checkpoint, IEnumerable<string> unknown)
    {
        if (unknown.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } names)
        {
            throw new InputException($"{checkpoint.Folder}: expected the tensors of this config, found others too ({Printable.List(names)}); "
                + "the checkpoint is of another config, restore the run's config.yaml.");
        }
    }

    private static long[] Counters(LoadedCheckpoint checkpoint, long[] largest)
    {
        var path = Path.Combine(checkpoint.Folder, CheckpointFolder.StateName);
        var root = StrictJson.Parse(Encoding.UTF8.GetBytes(checkpoint.StateJson), path);
        JsonElement[] items = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(CountersKey, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : throw Wrong(path, $"an object with a list '{CountersKey}'", "none");
        if (items.Length != largest.Length)
            throw Wrong(path, $"{largest.Length} counters", $"{items.Length}");
        var counters = items.Select((item, i) =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var value) && value >= 0 && value <= largest[i]
                ? value
                : throw Wrong(path, $"a whole number from 0 to {largest[i]} as counter {i + 1}", Printable.Name(item.GetRawText()))).ToArray();
        return counters[0] == checkpoint.Step ? counters : throw Wrong(path, $"step {checkpoint.Step} as counter 1", $"{counters[0]}");
    }

    private static InputException Wrong(string path, string expected, string found) =>
        new($"{path}: expected {expected}, found {found}; delete this checkpoint, an older one may do.");

    private static SavedArray Array(Variable variable) => new(
        variable.Name,
        [.. Enumerable.Range(0, variable.Shape.Rank).Select(axis => variable.Shape[axis])],
        (offset, destination) => variable.Span.Slice((int)offset, destination.Length).CopyTo(destination));
}
