using Cleave.Formats.Files;

namespace Cleave.Formats.Llama2c;

/// <summary>Finds the weights in a folder that has no <c>model.safetensors</c>.</summary>
internal static class WeightFiles
{
    private static readonly string[] Foreign = [".pt", ".pth", ".ckpt", ".gguf", ".ggml", ".onnx", ".h5", ".msgpack", ".npz", ".npy", ".pkl", ".index.json"];

    /// <summary>The only safetensors file of the folder.</summary>
    /// <exception cref="InputException">There is none, or more than one; what lies there instead is named.</exception>
    internal static string Only(string folder)
    {
        var names = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        var safetensors = names.FindAll(name => InputFile.Ending(name) == ".safetensors");
        if (safetensors.Count == 1)
        {
            return Path.Combine(folder, safetensors[0]);
        }
        string place = $"{Printable.Name(folder)}: there is no model.safetensors";
        if (safetensors.Count > 1)
        {
            throw new InputException($"{place} but {Printable.List(safetensors)}, name one of them or add the index that joins them.");
        }
        var foreign = names.FindAll(IsForeign);
        if (foreign.Count > 0)
        {
            throw new InputException($"{place} but {Printable.List(foreign)}, which is not read: convert it to safetensors (for example load it in Python and call save_pretrained).");
        }
        var own = names.FindAll(name => InputFile.Ending(name) == ".bin" && !name.StartsWith("tok", StringComparison.OrdinalIgnoreCase));
        throw new InputException(own.Count > 0 ? $"{place} but {Printable.List(own)}, name that file." : $"{place}, name the folder of a model.");
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("pytorch_model", StringComparison.OrdinalIgnoreCase) || Foreign.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
