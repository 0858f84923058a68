using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Xunit;

namespace Cleave.Formats.Tests.Llama2c;

public sealed class LlamaFolderTests : IDisposable
{
    private const string HuggingFace = """
        {"model_type":"llama","hidden_size":4,"intermediate_size":6,"num_hidden_layers":2,"num_attention_heads":2,"num_key_value_heads":1,
        "vocab_size":5,"max_position_embeddings":3,"rms_norm_eps":1e-6,"rope_theta":500000.0,"hidden_act":"silu","tie_word_embeddings":false}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly LlamaWeights _model;

    public LlamaFolderTests() => _model = LlamaWeights.Read(_folder.Write("m.bin", LlamaSample.Legacy()));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_written_model_reads_back_the_same()
    {
        _model.Write(_folder["copy"]);

        var copy = LlamaWeights.Read(_folder["copy"]);

        Assert.Equal(_model.Config, copy.Config);
        Llama2cFileTests.AssertSame(_model, copy);
    }

    [Fact]
    public void A_HuggingFace_model_gets_our_names_and_its_own_pairing()
    {
        WriteHuggingFace(HuggingFace);

        var model = LlamaWeights.Read(_folder.Root);

        Assert.Equal(_model.Config with { NormEpsilon = 1e-6, RopeBase = 500000, Pairing = RotaryPairing.SplitHalves }, model.Config);
        Llama2cFileTests.AssertSame(_model, model);
    }

    [Theory]
    [InlineData("\"llama\"", "\"mamba\"", "C: model_type 'mamba' is not read, expected 'cleave-llama' or 'llama'.")]
    [InlineData("\"silu\"", "\"gelu\"", "C: hidden_act 'gelu' is not supported, expected 'silu'.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_scaling\":{}", "C: rope_scaling is not supported, use a model without it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"head_dim\":3", "C: head_dim 3 times 2 heads is not hidden_size 4, such models are not read.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"dtype\":\"a\",\"torch_dtype\":\"b\"", "C: dtype 'a' and torch_dtype 'b' disagree, remove one.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"mlp_bias\":true", "C: mlp_bias is true, which is not supported, use a model without biases.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"vocab_size\":5", "C: the text holds the key 'vocab_size' twice, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":1000000000000", "C: key 'vocab_size' must lie between 1 and 16777216 but is 1000000000000, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":-5", "C: key 'vocab_size' must lie between 1 and 16777216 but is -5, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":\"5\"", "C: key 'vocab_size' must be a whole number but is \"5\", correct it.")]
    [InlineData("\"vocab_size\":5,", "", "C: key 'vocab_size' is missing, add it with a whole number.")]
    [InlineData("1e-6", "1e999", "C: key 'rms_norm_eps' must be a finite number but is 1e999, correct it.")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":1", "S: the weights do not fit the config with 1 layers (missing: none; unexpected: layers.1.attention.wk.weight, layers.1.attention.wo.weight, layers.1.attention.wq.weight, layers.1.attention.wv.weight, layers.1.attention_norm.weight and 4 more), check that both are of one model.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":6", "S: tensor 'tok_embeddings.weight' has shape [5,4] but the config demands [6,4], check that both are of one model.")]
    [InlineData("embeddings\":false", "embeddings\":true", "S: tie_word_embeddings is true but lm_head.weight differs from the embeddings, correct config.json.")]
    public void A_wrong_config_is_refused(string old, string changed, string expected)
    {
        WriteHuggingFace(HuggingFace.Replace(old, changed, StringComparison.Ordinal));

        string message = Assert.Throws<InputException>(() => LlamaWeights.Read(_folder.Root)).Message;

        Assert.Equal(expected, message.Replace(_folder["config.json"], "C").Replace(_folder["model.safetensors"], "S"));
    }

    [Fact]
    public void Code_named_by_a_config_is_not_run_and_said_so()
    {
        WriteHuggingFace(HuggingFace.Replace("{", "{\"auto_map\":{},", StringComparison.Ordinal));

        Assert.Equal([$"{_folder["config.json"]}: auto_map names code, which is never run here."], LlamaWeights.Read(_folder.Root).Warnings);
    }

    private void WriteHuggingFace(string config)
    {
        _folder.Write("config.json", config);
        SafetensorsWriter.Write(_folder["model.safetensors"], _model.Weights.Values.Select(w => SafetensorsTensor.Of(TheirName(w.Name), w.Shape, w.Values)));
    }

    private static string TheirName(string name) => name switch
    {
        "output.weight" => "lm_head.weight",
        "tok_embeddings.weight" => "model.embed_tokens.weight",
        _ => "model." + name.Replace("attention_norm", "input_layernorm").Replace("ffn_norm", "post_attention_layernorm")
            .Replace("attention.wq", "self_attn.q_proj").Replace("attention.wk", "self_attn.k_proj")
            .Replace("attention.wv", "self_attn.v_proj").Replace("attention.wo", "self_attn.o_proj")
            .Replace("feed_forward.w1", "mlp.gate_proj").Replace("feed_forward.w2", "mlp.down_proj").Replace("feed_forward.w3", "mlp.up_proj"),
    };
}
