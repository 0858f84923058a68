using Cleave.Decomposition.Evaluation;
using Cleave.Formats;
using Cleave.Formats.Safetensors;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Runs.Folders;

/// <summary>The toy that a run made, kept in the run so that continuing and evaluating meet the very same weights.</summary>
internal static class ToyFile
{
    /// <summary>The run's subject: a toy from its folder or made from the seed, or a language model.</summary>
    public static Subject Subject(RunFolder folder, RunConfig config, CpuDevice device, CancellationToken stop)
    {
        if (config.Target.Toy is not { } toy)
            return Subjects.Of(config, device, stop: stop);
        MemoryEstimate.Refuse(config, toy.Blank());
        var target = File.Exists(FileIn(folder)) ? Read(FileIn(folder), toy) : toy.Make(device, config.Seed, stop);
        return Subjects.Of(config, toy, target);
    }

    /// <summary>Keeps a toy in its run; another target is left where it is.</summary>
    public static void Keep(RunFolder folder, Subject subject)
    {
        if (subject.Target is not IToyTarget target || File.Exists(FileIn(folder)))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(FileIn(folder))!);
        SafetensorsWriter.Write(FileIn(folder), [.. target.Weights.Select(w => SafetensorsTensor.Of(w.Name, Sizes(w.Shape), w.Span))]);
    }

    /// <summary>Where a run keeps its toy.</summary>
    public static string FileIn(RunFolder folder) => Path.Combine(folder.Path, "target", "model.safetensors");

    private static IToyTarget Read(string path, IToy toy)
    {
        var (file, target) = (SafetensorsFile.Read(path), toy.Blank());
        foreach (var weight in target.Weights)
        {
            var (tensor, sizes) = (file.Tensor(weight.Name), Sizes(weight.Shape));
            if (!tensor.Shape.SequenceEqual(sizes))
            {
                throw new InputException($"{path}: expected tensor {weight.Name} of shape [{string.Join(", ", sizes)}], "
                    + $"found [{string.Join(", ", tensor.Shape)}]; delete the file, it is made anew.");
            }

            tensor.Floats().CopyTo(weight.Span);
        }

        return target;
    }

    private static int[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i])];
}
