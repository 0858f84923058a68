using Cleave.Formats.Files;
using Cleave.Formats.HuggingFace;
using Cleave.Formats.Safetensors;

namespace Cleave.Formats.Llama2c;

/// <summary>The weights in safetensors under the names of llama2.c; what wrappers add to names and buffers that follow from the config are dropped.</summary>
internal static class StoredWeights
{
    /// <summary>Tables that files of several programs hold although they follow from the config.</summary>
    private static readonly string[] Buffers =
        ["rotary_emb.inv_freq", "rotary_emb.original_inv_freq", "rotary_emb.cos_cached", "rotary_emb.sin_cached", "rope.freqs", "freqs_cos", "freqs_sin"];

    internal static Dictionary<string, NamedArray> Read(SafetensorsFile file, bool isHuggingFace)
    {
        var wanted = file.Tensors.Select(tensor => (Tensor: tensor, Name: Unwrapped(tensor.Name))).Where(entry => !IsBuffer(entry.Name)).ToList();
        MemoryReckoning.Refuse($"{file.Path}: its weights as floats", wanted.Sum(entry => 4L * entry.Tensor.Count), "use a smaller model");
        var result = new Dictionary<string, NamedArray>(StringComparer.Ordinal);
        foreach (var (tensor, plain) in wanted)
        {
            string name = isHuggingFace ? HuggingFaceNames.Ours(plain) : plain;
            if (isHuggingFace && HuggingFaceNames.IsOfLlama2c(plain))
            {
                throw new InputException($"{file.Path}: tensor '{Printable.Name(tensor.Name)}' is named as in llama2.c but config.json is HuggingFace's, "
                    + "and the two order query and key rows differently: use the config of the program that wrote the weights.");
            }
            if (!tensor.Type.IsFloating())
            {
                throw new InputException($"{file.Path}: tensor '{Printable.Name(tensor.Name)}' holds {tensor.Type} but weights are floats, export the model again.");
            }
            if (!result.TryAdd(name, new NamedArray(name, tensor.Shape, tensor.Floats())))
            {
                throw new InputException($"{file.Path}: tensor '{Printable.Name(tensor.Name)}' is there under two names, remove one.");
            }
        }
        return result;
    }

    /// <summary>The name without what <c>torch.compile</c> and data parallel training put before it.</summary>
    private static string Unwrapped(string name)
    {
        string plain = name.Replace("_orig_mod.", "", StringComparison.Ordinal);
        return plain.StartsWith("module.", StringComparison.Ordinal) ? plain["module.".Length..] : plain;
    }

    private static bool IsBuffer(string name) => Buffers.Any(buffer =>
        name.EndsWith(buffer, StringComparison.Ordinal) && (name.Length == buffer.Length || name[^(buffer.Length + 1)] == '.'));
}
