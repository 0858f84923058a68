using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Safetensors;

namespace Cleave.Runs.Checkpoints;

/// <summary>The arrays of a checkpoint as safetensors.</summary>
internal static class StateArrays
{
    public static void Write(Stream stream, IReadOnlyList<SavedArray> arrays) =>
        SafetensorsWriter.Write(stream, arrays.Select(Gather));

    /// <exception cref="InputException">When an array is not of finite floats, or stands in two files.</exception>
    public static IReadOnlyDictionary<string, LoadedArray> Read(IReadOnlyList<SafetensorsFile> files)
    {
        var arrays = new Dictionary<string, LoadedArray>(StringComparer.Ordinal);
        foreach (var (file, tensor) in files.SelectMany(file => file.Tensors.Select(tensor => (file, tensor))))
        {
            var array = new LoadedArray(tensor.Name, tensor.Shape, tensor.Floats());
            var fault = tensor.Type != ElementType.F32 ? $"found {tensor.Type}"
                : tensor.CountNonFinite() > 0 ? "found NaN or infinite values"
                : !arrays.TryAdd(tensor.Name, array) ? "found it in another file too"
                : null;
            if (fault is not null)
                throw new InputException($"{file.Path}: expected tensor {Printable.Name(tensor.Name)} with finite F32 values, {fault}; delete this checkpoint.");
        }

        return arrays;
    }

    private static SafetensorsTensor Gather(SavedArray array)
    {
        var values = new float[array.Count];
        array.Copy(0, values);

        return SafetensorsTensor.Of(array.Name, array.Shape, values);
    }
}
