using System.Text.RegularExpressions;

namespace Cleave.Formats.HuggingFace;

/// <summary>Tensor names of HuggingFace's Llama and those of llama2.c.</summary>
internal static partial class HuggingFaceNames
{
    private static readonly (string Theirs, string Ours)[] Parts =
    [
        ("input_layernorm.weight", "attention_norm.weight"),
        ("post_attention_layernorm.weight", "ffn_norm.weight"),
        ("self_attn.q_proj.weight", "attention.wq.weight"),
        ("self_attn.k_proj.weight", "attention.wk.weight"),
        ("self_attn.v_proj.weight", "attention.wv.weight"),
        ("self_attn.o_proj.weight", "attention.wo.weight"),
        ("mlp.gate_proj.weight", "feed_forward.w1.weight"),
        ("mlp.down_proj.weight", "feed_forward.w2.weight"),
        ("mlp.up_proj.weight", "feed_forward.w3.weight"),
    ];

    private static readonly (string Theirs, string Ours)[] Others =
    [
        ("model.embed_tokens.weight", "tok_embeddings.weight"),
        ("model.norm.weight", "norm.weight"),
        ("lm_head.weight", "output.weight"),
    ];

    /// <summary>The name in llama2.c. Files differ in whether, and how often, <c>model.</c> stands before it.</summary>
    internal static string Ours(string name)
    {
        string bare = name;
        while (bare.StartsWith("model.", StringComparison.Ordinal))
        {
            bare = bare["model.".Length..];
        }
        if (LayerName().Match(bare) is { Success: true } match)
        {
            return Parts.FirstOrDefault(part => part.Theirs == match.Groups[2].Value).Ours is { } part ? $"layers.{match.Groups[1].Value}.{part}" : name;
        }
        return Others.FirstOrDefault(other => other.Theirs == bare || other.Theirs == $"model.{bare}").Ours ?? name;
    }

    /// <summary>HuggingFace's name of a weight of llama2.c.</summary>
    internal static string Theirs(string name)
    {
        if (LayerName().Match(name) is { Success: true } match)
        {
            return Parts.FirstOrDefault(part => part.Ours == match.Groups[2].Value).Theirs is { } part ? $"model.layers.{match.Groups[1].Value}.{part}" : name;
        }
        return Others.FirstOrDefault(other => other.Ours == name).Theirs ?? name;
    }

    /// <summary>Whether a name is one of llama2.c that HuggingFace does not use, with or without <c>model.</c> before it.</summary>
    internal static bool IsOfLlama2c(string name) => Theirs(name) is var theirs && theirs != name && theirs != $"model.{name}";

    [GeneratedRegex(@"^layers\.([0-9]{1,6})\.(.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LayerName();
}
