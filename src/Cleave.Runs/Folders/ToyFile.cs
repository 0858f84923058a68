using Cleave.Decomposition.Evaluation;
using Cleave.Formats;
using Cleave.Formats.Safetensors;
using Cleave.Models.Toys;
using Cleave.Runs.Disks;
using Cleave.Runs.Manifests;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Runs.Folders;

/// <summary>The toy that a run made, kept in the run so that continuing and evaluating meet the very same weights.</summary>
internal static class ToyFile
{
    private const string Name = $"{RunFolder.TargetName}/model.safetensors";

    /// <summary>The run's subject: a toy from its folder or made from the seed, or a language model.</summary>
    /// <exception cref="InputException">When the toy in the folder is not the one that the run was started with.</exception>
    public static Subject Subject(RunFolder folder, RunConfig config, CpuDevice device, IRunObserver? observer, CancellationToken stop)
    {
        if (config.Target.Toy is not { } toy)
            return Subjects.Of(config, device, PhaseProgress.Begin(observer, config.Data.Text is null ? "sampling of text" : "tokenising of the text"), stop);
        MemoryEstimate.Refuse(config, toy.Blank());
        var target = File.Exists(FileIn(folder)) ? Read(folder, toy) : Make(folder, config, toy, device, observer, stop);
        return Subjects.Of(config, toy, target);
    }

    /// <summary>Keeps a toy in its run; another target is left where it is.</summary>
    public static void Keep(RunFolder folder, RunFiles files, Subject subject)
    {
        if (subject.Target is not IToyTarget target || (File.Exists(FileIn(folder)) && files.Find(Name) is not null))
            return;
        files.Rewrite(RunFolder.TargetName, () =>
        {
            if (!File.Exists(FileIn(folder)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FileIn(folder))!);
                SafetensorsWriter.Write(FileIn(folder), Tensors(target));
            }

            return true;
        });
    }

    /// <summary>Where a run keeps its toy.</summary>
    public static string FileIn(RunFolder folder) => Path.Combine(folder.Path, RunFolder.TargetName, "model.safetensors");

    /// <summary>Whether the toy in a run's folder is the one that the run was started with.</summary>
    public static bool IsSound(RunFolder folder) => File.Exists(FileIn(folder)) && folder.Files.Trusts(Name);

    private static IToyTarget Make(RunFolder folder, RunConfig config, IToy toy, CpuDevice device, IRunObserver? observer, CancellationToken stop)
    {
        var expected = folder.Files.Find(Name);
        var made = toy.Make(device, config.Seed, PhaseProgress.Begin(observer, "training of the target"), stop);
        return expected is null || expected.Sha256 == DurableFile.DigestOf(SafetensorsWriter.ToBytes(Tensors(made))) ? made : throw new InputException(
            $"{FileIn(folder)}: expected the toy that the run was started with, found none, and the one made anew from the seed has other weights; restore the file from a copy, or start a new run.");
    }

    private static IToyTarget Read(RunFolder folder, IToy toy)
    {
        folder.Files.Require(Name, "restore it from a copy, or delete it to have it made anew from the seed");
        var path = FileIn(folder);
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

    private static IEnumerable<SafetensorsTensor> Tensors(IToyTarget target) => [.. target.Weights.Select(w => SafetensorsTensor.Of(w.Name, Sizes(w.Shape), w.Span))];

    private static int[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i])];
}
