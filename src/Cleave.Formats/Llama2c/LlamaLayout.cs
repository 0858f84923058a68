namespace Cleave.Formats.Llama2c;

/// <summary>Which weights a model has, their shapes, and their order in llama2.c files.</summary>
internal static class LlamaLayout
{
    private static readonly string[] PartsOfLayer =
        ["attention_norm", "attention.wq", "attention.wk", "attention.wv", "attention.wo", "ffn_norm", "feed_forward.w1", "feed_forward.w2", "feed_forward.w3"];

    /// <summary>Names in the order of version 0; the marker "" stands for the two legacy tables of rotary angles.</summary>
    internal static IEnumerable<string> LegacyOrder(LlamaConfig config)
    {
        var order = PartsOfLayer.SelectMany(part => OfEachLayer(config, part)).Prepend("tok_embeddings.weight").Append("norm.weight").Append("");
        return config.TiedHead ? order : order.Append("output.weight");
    }

    /// <summary>Names in the order of version 1.</summary>
    internal static IEnumerable<string> Version1Order(LlamaConfig config)
    {
        string[] norms = ["attention_norm", "ffn_norm"];
        var order = norms.SelectMany(part => OfEachLayer(config, part)).Append("norm.weight").Append("tok_embeddings.weight")
            .Concat(PartsOfLayer.Except(norms).SelectMany(part => OfEachLayer(config, part)));
        return config.TiedHead ? order : order.Append("output.weight");
    }

    /// <summary>Names in the order models are written and listed.</summary>
    internal static IEnumerable<string> Names(LlamaConfig config)
    {
        yield return "tok_embeddings.weight";
        yield return "norm.weight";
        if (!config.TiedHead)
        {
            yield return "output.weight";
        }
        for (int layer = 0; layer < config.Layers; layer++)
        {
            foreach (string part in PartsOfLayer)
            {
                yield return Name(layer, part);
            }
        }
    }

    /// <summary>The shape of a weight.</summary>
    internal static int[] Shape(LlamaConfig config, string name) => name switch
    {
        "tok_embeddings.weight" or "output.weight" => [config.VocabSize, config.Dim],
        "norm.weight" => [config.Dim],
        _ => name[(name.IndexOf('.', "layers.".Length) + 1)..] switch
        {
            "attention_norm.weight" or "ffn_norm.weight" => [config.Dim],
            "attention.wq.weight" or "attention.wo.weight" => [config.Dim, config.Dim],
            "attention.wk.weight" or "attention.wv.weight" => [config.KvDim, config.Dim],
            "feed_forward.w2.weight" => [config.Dim, config.HiddenDim],
            _ => [config.HiddenDim, config.Dim],
        },
    };

    private static IEnumerable<string> OfEachLayer(LlamaConfig config, string part) => Enumerable.Range(0, config.Layers).Select(layer => Name(layer, part));

    private static string Name(int layer, string part) => $"layers.{layer}.{part}.weight";
}
