using Cleave.Formats.Files;
using Cleave.Formats.Json;
using Cleave.Formats.Llama2c;
using Cleave.Tensors.Ops;

namespace Cleave.Formats.HuggingFace;

/// <summary>Reads the sizes of a Llama from the <c>config.json</c> of HuggingFace; absent keys have the defaults of its LlamaConfig.</summary>
internal static class HuggingFaceConfig
{
    private const int DefaultContext = 2048;
    private const double DefaultEpsilon = 1e-6;
    private const double DefaultRopeBase = 10000;

    /// <summary>The kind of model: <c>model_type</c>, or what the architectures say where it is absent.</summary>
    internal static string Type(JsonMap json) =>
        !json.Has("model_type") && json.Has("architectures") && json.Texts("architectures").Contains("LlamaForCausalLM") ? "llama" : json.Text("model_type");

    internal static (LlamaConfig Config, List<string> Warnings) Read(JsonMap json, string path)
    {
        RefuseOtherArchitectures(json, path);
        int dim = json.Size("hidden_size");
        int heads = json.Size("num_attention_heads");
        if (json.Has("head_dim") && json.Integer("head_dim") * heads != dim)
        {
            throw new InputException($"{path}: head_dim {json.Integer("head_dim")} times {heads} heads is not hidden_size {dim}, such models are not read.");
        }
        var config = new LlamaConfig(
            dim, json.Size("intermediate_size"), json.Size("num_hidden_layers"), heads,
            json.Has("num_key_value_heads") ? json.Size("num_key_value_heads") : heads,
            json.Size("vocab_size"), json.Has("max_position_embeddings") ? json.Size("max_position_embeddings") : DefaultContext,
            json.Has("tie_word_embeddings") && json.Flag("tie_word_embeddings"),
            json.Has("rms_norm_eps") ? json.Number("rms_norm_eps") : DefaultEpsilon, RopeBase(json, path), RotaryPairing.SplitHalves);
        return (config, json.Has("auto_map") ? [$"{path}: auto_map names code, which is never run here."] : []);
    }

    private static double RopeBase(JsonMap json, string path)
    {
        double outer = json.Has("rope_theta") ? json.Number("rope_theta") : DefaultRopeBase;
        foreach (string key in (string[])["rope_scaling", "rope_parameters"])
        {
            if (json.Has(key))
            {
                var rope = json.Map(key);
                RefuseScaling(rope, path, key);
                outer = rope.Has("rope_theta") ? rope.Number("rope_theta") : outer;
            }
        }
        return outer;
    }

    /// <summary>The kind 'default', and a linear scaling by 1, leave the angles as they are.</summary>
    private static void RefuseScaling(JsonMap rope, string path, string key)
    {
        string type = rope.Has("rope_type") ? rope.Text("rope_type") : rope.Has("type") ? rope.Text("type") : "default";
        bool changesNothing = type == "default" || (type == "linear" && rope.Has("factor") && rope.Number("factor") == 1);
        if (!changesNothing)
        {
            throw new InputException($"{path}: {key} of type '{Printable.Name(type)}' is not supported, use a model with 'default'.");
        }
    }

    private static void RefuseOtherArchitectures(JsonMap json, string path)
    {
        // "swish" is HuggingFace's other name for the same function.
        if (json.Has("hidden_act") && json.Text("hidden_act") is not ("silu" or "swish"))
        {
            throw new InputException($"{path}: hidden_act '{Printable.Name(json.Text("hidden_act"))}' is not supported, expected 'silu'.");
        }
        foreach (string key in (string[])["attention_bias", "mlp_bias"])
        {
            if (json.Has(key) && json.Flag(key))
            {
                throw new InputException($"{path}: {key} is true, which is not supported, use a model without biases.");
            }
        }
    }
}
