using System.Text.RegularExpressions;
using Cleave.Formats.Files;
using Cleave.Formats.Safetensors;

namespace Cleave.Formats.Llama2c;

/// <summary>Reads safetensors with a <c>config.json</c> or <c>info.json</c> beside them.</summary>
internal static partial class LlamaFolder
{
    internal static LlamaWeights Read(string folder, string? weightsPath)
    {
        var file = ReadTensors(folder, weightsPath);
        string configPath = Path.Combine(folder, "config.json");
        if (File.Exists(configPath))
        {
            var (config, isHuggingFace, warnings) = LlamaConfigFile.Read(configPath);
            var weights = Rename(file, isHuggingFace);
            return LlamaWeights.Of(file.Path, config, isHuggingFace ? CheckTying(file.Path, config, weights) : weights, warnings);
        }
        string infoPath = Path.Combine(folder, "info.json");
        return File.Exists(infoPath)
            ? LlamaWeights.Of(file.Path, LlamaConfigFile.ReadInfo(infoPath, file.Find("output.weight") is null), Rename(file, false))
            : throw new InputException($"{Printable.Name(folder)}: there is no config.json beside the weights, copy the one of the model there.");
    }

    private static SafetensorsFile ReadTensors(string folder, string? weightsPath)
    {
        if (weightsPath is not null)
        {
            return SafetensorsFile.Read(weightsPath);
        }
        string index = Path.Combine(folder, "model.safetensors.index.json");
        return File.Exists(index) ? ShardedSafetensors.Read(index) : SafetensorsFile.Read(Path.Combine(folder, "model.safetensors"));
    }

    private static Dictionary<string, NamedArray> Rename(SafetensorsFile file, bool isHuggingFace)
    {
        var result = new Dictionary<string, NamedArray>(StringComparer.Ordinal);
        foreach (var tensor in file.Tensors)
        {
            string name = isHuggingFace ? OurName(tensor.Name) : tensor.Name;
            if (name.Length == 0)
            {
                continue;
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

    private static string OurName(string name)
    {
        if (LayerName().Match(name) is { Success: true } match)
        {
            string layer = $"layers.{match.Groups[1].Value}.";
            return match.Groups[2].Value switch
            {
                "input_layernorm.weight" => layer + "attention_norm.weight",
                "post_attention_layernorm.weight" => layer + "ffn_norm.weight",
                "self_attn.q_proj.weight" => layer + "attention.wq.weight",
                "self_attn.k_proj.weight" => layer + "attention.wk.weight",
                "self_attn.v_proj.weight" => layer + "attention.wv.weight",
                "self_attn.o_proj.weight" => layer + "attention.wo.weight",
                "mlp.gate_proj.weight" => layer + "feed_forward.w1.weight",
                "mlp.down_proj.weight" => layer + "feed_forward.w2.weight",
                "mlp.up_proj.weight" => layer + "feed_forward.w3.weight",
                // Old exports store the rotary frequencies, which follow from the config.
                "self_attn.rotary_emb.inv_freq" => "",
                _ => name,
            };
        }
        return name switch
        {
            "model.embed_tokens.weight" => "tok_embeddings.weight",
            "model.norm.weight" => "norm.weight",
            "lm_head.weight" => "output.weight",
            _ => name,
        };
    }

    [GeneratedRegex(@"^model\.layers\.([0-9]{1,6})\.(.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LayerName();
}
