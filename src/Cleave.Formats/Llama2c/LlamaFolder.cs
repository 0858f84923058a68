using Cleave.Formats.Files;
using Cleave.Formats.HuggingFace;
using Cleave.Formats.Safetensors;

namespace Cleave.Formats.Llama2c;

/// <summary>Reads safetensors with a <c>config.json</c> or <c>info.json</c> beside them.</summary>
internal static class LlamaFolder
{
    internal static LlamaWeights Read(string folder, string? weightsPath)
    {
        var file = ReadTensors(folder, weightsPath);
        if (InputFile.Find(folder, "config.json") is { } configPath)
        {
            var (config, isHuggingFace, warnings) = LlamaConfigFile.Read(configPath);
            var weights = CheckTying(file.Path, config, StoredWeights.Read(file, isHuggingFace));
            return LlamaWeights.Of(file.Path, config, weights, [.. file.Notes, .. warnings], isHuggingFace ? HuggingFaceNames.Theirs : null);
        }
        if (InputFile.Find(folder, "info.json") is { } infoPath)
        {
            var weights = StoredWeights.Read(file, isHuggingFace: false);
            return LlamaWeights.Of(file.Path, LlamaConfigFile.ReadInfo(infoPath, !weights.ContainsKey("output.weight")), weights, file.Notes);
        }
        throw new InputException($"{Printable.Name(folder)}: there is no config.json beside the weights, copy the one of the model there.");
    }

    private static SafetensorsFile ReadTensors(string folder, string? weightsPath)
    {
        if (weightsPath is null && InputFile.Find(folder, "model.safetensors.index.json") is { } index)
        {
            return ShardedSafetensors.Read(index);
        }
        string path = weightsPath ?? InputFile.Find(folder, "model.safetensors") ?? WeightFiles.Only(folder);
        // The bytes of the file and the floats made of them are held side by side.
        MemoryReckoning.Refuse($"{path}: reading the model", 2 * (Int128)(new FileInfo(path) is { Exists: true } file ? file.Length : 0), "use a smaller model");
        return SafetensorsFile.Read(path);
    }

    /// <summary>A tied model may hold its head once more; that copy is dropped when equal and refused when not.</summary>
    private static Dictionary<string, NamedArray> CheckTying(string path, LlamaConfig config, Dictionary<string, NamedArray> weights)
    {
        if (config.TiedHead && weights.TryGetValue("output.weight", out var head) && weights.TryGetValue("tok_embeddings.weight", out var embedding))
        {
            if (!head.Values.AsSpan().SequenceEqual(embedding.Values))
            {
                throw new InputException($"{path}: tie_word_embeddings is true but lm_head.weight differs from the embeddings, correct config.json.");
            }
            weights.Remove("output.weight");
        }
        return weights;
    }
}
