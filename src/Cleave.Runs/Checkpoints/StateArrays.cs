using Cleave.Formats.Safetensors;

namespace Cleave.Runs.Checkpoints;

/// <summary>The arrays of a checkpoint as safetensors.</summary>
internal static class StateArrays
{
    public static void Write(Stream stream, IReadOnlyList<NamedArray> arrays) =>
        SafetensorsWriter.Write(stream, arrays.Select(Gather));

    public static IReadOnlyDictionary<string, LoadedArray> Read(string path) =>
        SafetensorsFile.Read(path).Tensors
            .Select(tensor => new LoadedArray(tensor.Name, tensor.Shape, tensor.Floats()))
            .ToDictionary(array => array.Name);

    private static SafetensorsTensor Gather(NamedArray array)
    {
        var values = new float[array.Count];
        array.Copy(0, values);

        return SafetensorsTensor.Of(array.Name, array.Shape, values);
    }
}
