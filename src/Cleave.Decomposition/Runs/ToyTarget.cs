using Cleave.Decomposition.Recipes;
using Cleave.Formats.Safetensors;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Runs;

/// <summary>The toy that a run trained, kept in the run so that continuing and evaluating meet the very same weights.</summary>
internal static class ToyTarget
{
    private const string WeightName = "linear1.weight";
    private const string BiasName = "linear2.bias";

    /// <summary>The run's subject: a toy from its folder or trained from the seed, or a language model.</summary>
    public static Subject Subject(RunFolder folder, RunConfig config, CpuDevice device, CancellationToken stop)
    {
        if (Recipes.Subject.Toy(config.Target.Kind) is not { } shape)
            return Recipes.Subject.Of(config, device);
        var toy = File.Exists(FileIn(folder)) ? Read(FileIn(folder), shape) : TmsTraining.Train(device, shape, config.Seed, stop).Target;
        return Recipes.Subject.Of(config, toy);
    }

    /// <summary>Keeps a toy in its run; another target is left where it is.</summary>
    public static void Keep(RunFolder folder, Subject subject)
    {
        if (subject.Target is not Tms toy || File.Exists(FileIn(folder)))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(FileIn(folder))!);
        SafetensorsWriter.Write(FileIn(folder),
        [
            SafetensorsTensor.Of(WeightName, [toy.Shape.Hidden, toy.Shape.Features], toy.Layers[0].Weight.Span),
            SafetensorsTensor.Of(BiasName, [toy.Shape.Features], toy.Layers[1].Bias!.Span),
        ]);
    }

    private static string FileIn(RunFolder folder) => Path.Combine(folder.Path, "target", "model.safetensors");

    private static Tms Read(string path, TmsShape shape)
    {
        var file = SafetensorsFile.Read(path);
        return new Tms(shape, Floats(WeightName, shape.Hidden, shape.Features), Floats(BiasName, shape.Features));

        float[] Floats(string name, params int[] sizes)
        {
            var tensor = file.Tensor(name);
            return tensor.Shape.SequenceEqual(sizes)
                ? tensor.Floats()
                : throw new Formats.InputException($"{path}: expected tensor {name} of shape [{string.Join(", ", sizes)}], "
                    + $"found [{string.Join(", ", tensor.Shape)}]; delete the file, it is trained anew.");
        }
    }
}
