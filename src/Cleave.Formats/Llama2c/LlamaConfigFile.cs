using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cleave.Formats.HuggingFace;
using Cleave.Formats.Json;
using Cleave.Tensors.Ops;

namespace Cleave.Formats.Llama2c;

/// <summary>Reads the sizes of a model from our <c>config.json</c>, that of HuggingFace, or an <c>info.json</c>.</summary>
internal static class LlamaConfigFile
{
    private const string OwnType = "cleave-llama";

    /// <summary>Reads a <c>config.json</c>; the flag tells HuggingFace's tensor names.</summary>
    internal static (LlamaConfig Config, bool IsHuggingFace, List<string> Warnings) Read(string path)
    {
        var json = JsonMap.Read(path);
        string type = HuggingFaceConfig.Type(json);
        switch (type)
        {
            case OwnType:
                return (Own(json, path), false, []);
            case "llama":
                var (config, warnings) = HuggingFaceConfig.Read(json, path);
                return (config, true, warnings);
            default:
                throw new InputException($"{path}: model_type '{Files.Printable.Name(type)}' is not read, expected '{OwnType}' or 'llama'.");
        }
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
            json.WriteString("rope_pairing", config.Pairing == RotaryPairing.Interleaved ? "interleaved" : "split_halves");
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
            json.Size("dim"), json.Size("hidden_dim"), json.Size("layers"), json.Size("heads"),
            json.Size("kv_heads"), json.Size("vocab_size"), json.Size("context_length"),
            json.Flag("tied_head"), json.Number("norm_epsilon"), json.Number("rope_base"), json.Text("rope_pairing") switch
            {
                "interleaved" => RotaryPairing.Interleaved,
                "split_halves" => RotaryPairing.SplitHalves,
                var other => throw new InputException($"{path}: rope_pairing '{Files.Printable.Name(other)}' is not known, expected interleaved or split_halves."),
            });
    }
}
