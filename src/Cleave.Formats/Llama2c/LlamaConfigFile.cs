using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cleave.Formats.Json;

namespace Cleave.Formats.Llama2c;

/// <summary>Reads the sizes of a model from our <c>config.json</c>, that of HuggingFace, or an <c>info.json</c>.</summary>
internal static class LlamaConfigFile
{
    private const string OwnType = "cleave-llama";

    /// <summary>Reads a <c>config.json</c>; the flag tells HuggingFace's tensor names.</summary>
    internal static (LlamaConfig Config, bool IsHuggingFace, List<string> Warnings) Read(string path)
    {
        var json = JsonMap.Read(path);
        string type = json.Text("model_type");
        return type switch
        {
            OwnType => (Own(json, path), false, []),
            "llama" => (HuggingFace(json, path), true, Ignored(json, path)),
            _ => throw new InputException($"{path}: model_type '{Files.Printable.Name(type)}' is not read, expected '{OwnType}' or 'llama'."),
        };
    }

    /// <summary>Reads an <c>info.json</c> whose architecture text lists sizes as <c>dim=64,hidden=172</c>.</summary>
    internal static LlamaConfig ReadInfo(string path, bool tied)
    {
        string text = JsonMap.Read(path).Text("architecture");
        return new LlamaConfig(Size("dim"), Size("hidden"), Size("layers"), Size("heads"), Size("kv_heads"), Size("vocab"), Size("seq_len"), tied);

        int Size(string key)
        {
            var match = Regex.Match(text, $@"(?<![\w]){key}=(\d{{1,9}})(?!\d)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return match.Success
                ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InputException($"{path}: key 'architecture' lacks '{key}=', so this is no llama2.c model: add it or a config.json.");
        }
    }

    /// <summary>Our <c>config.json</c>.</summary>
    internal static byte[] ToBytes(LlamaConfig config)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("model_type", OwnType);
            json.WriteNumber("format_version", 1);
            json.WriteNumber("dim", config.Dim);
            json.WriteNumber("hidden_dim", config.HiddenDim);
            json.WriteNumber("layers", config.Layers);
            json.WriteNumber("heads", config.Heads);
            json.WriteNumber("kv_heads", config.KvHeads);
            json.WriteNumber("vocab_size", config.VocabSize);
            json.WriteNumber("context_length", config.ContextLength);
            json.WriteBoolean("tied_head", config.TiedHead);
            json.WriteNumber("norm_epsilon", config.NormEpsilon);
            json.WriteNumber("rope_base", config.RopeBase);
            json.WriteString("rope_pairing", config.Pairing == RopePairing.Interleaved ? "interleaved" : "split_halves");
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static LlamaConfig Own(JsonMap json, string path)
    {
        if (json.Integer("format_version") != 1)
        {
            throw new InputException($"{path}: format_version {json.Integer("format_version")} is not read, expected 1: use a newer version of cleave.");
        }
        return new LlamaConfig(
            Size(json, path, "dim"), Size(json, path, "hidden_dim"), Size(json, path, "layers"), Size(json, path, "heads"),
            Size(json, path, "kv_heads"), Size(json, path, "vocab_size"), Size(json, path, "context_length"),
            json.Flag("tied_head"), json.Number("norm_epsilon"), json.Number("rope_base"), json.Text("rope_pairing") switch
            {
                "interleaved" => RopePairing.Interleaved,
                "split_halves" => RopePairing.SplitHalves,
                var other => throw new InputException($"{path}: rope_pairing '{Files.Printable.Name(other)}' is not known, expected interleaved or split_halves."),
            });
    }

    private static LlamaConfig HuggingFace(JsonMap json, string path)
    {
        RefuseOtherArchitectures(json, path);
        int dim = Size(json, path, "hidden_size");
        int heads = Size(json, path, "num_attention_heads");
        if (json.Has("head_dim") && json.Integer("head_dim") * heads != dim)
        {
            throw new InputException($"{path}: head_dim {json.Integer("head_dim")} times {heads} heads is not hidden_size {dim}, such models are not read.");
        }
        return new LlamaConfig(
            dim, Size(json, path, "intermediate_size"), Size(json, path, "num_hidden_layers"), heads,
            json.Has("num_key_value_heads") ? Size(json, path, "num_key_value_heads") : heads,
            Size(json, path, "vocab_size"), Size(json, path, "max_position_embeddings"),
            json.Has("tie_word_embeddings") && json.Flag("tie_word_embeddings"),
            json.Has("rms_norm_eps") ? json.Number("rms_norm_eps") : 1e-6, RopeBase(json, path), RopePairing.SplitHalves);
    }

    private static double RopeBase(JsonMap json, string path)
    {
        if (json.Has("rope_scaling"))
        {
            throw new InputException($"{path}: rope_scaling is not supported, use a model without it.");
        }
        if (!json.Has("rope_parameters"))
        {
            return json.Has("rope_theta") ? json.Number("rope_theta") : 10000;
        }
        var rope = json.Map("rope_parameters");
        return !rope.Has("rope_type") || rope.Text("rope_type") == "default"
            ? rope.Number("rope_theta")
            : throw new InputException($"{path}: rope_type '{Files.Printable.Name(rope.Text("rope_type"))}' is not supported, use a model with 'default'.");
    }

    private static void RefuseOtherArchitectures(JsonMap json, string path)
    {
        if (json.Has("hidden_act") && json.Text("hidden_act") != "silu")
        {
            throw new InputException($"{path}: hidden_act '{Files.Printable.Name(json.Text("hidden_act"))}' is not supported, expected 'silu'.");
        }
        foreach (string key in (string[])["attention_bias", "mlp_bias"])
        {
            if (json.Has(key) && json.Flag(key))
            {
                throw new InputException($"{path}: {key} is true, which is not supported, use a model without biases.");
            }
        }
        if (json.Has("dtype") && json.Has("torch_dtype") && json.Text("dtype") != json.Text("torch_dtype"))
        {
            throw new InputException($"{path}: dtype '{Files.Printable.Name(json.Text("dtype"))}' and torch_dtype '{Files.Printable.Name(json.Text("torch_dtype"))}' disagree, remove one.");
        }
    }

    private static List<string> Ignored(JsonMap json, string path) =>
        json.Has("auto_map") ? [$"{path}: auto_map names code, which is never run here."] : [];

    private static int Size(JsonMap json, string path, string key)
    {
        long value = json.Integer(key);
        return value is >= 1 and <= 1 << 24
            ? (int)value
            : throw new InputException($"{path}: key '{key}' must lie between 1 and {1 << 24} but is {value}, correct it.");
    }
}
