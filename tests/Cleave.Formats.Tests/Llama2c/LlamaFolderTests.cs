using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Tensors.Ops;
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
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}", "C: rope_scaling of type 'linear' is not supported, use a model with 'default'.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_parameters\":{\"rope_type\":\"yarn\"}", "C: rope_parameters of type 'yarn' is not supported, use a model with 'default'.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"head_dim\":3", "C: head_dim 3 times 2 heads is not hidden_size 4, such models are not read.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"mlp_bias\":true", "C: mlp_bias is true, which is not supported, use a model without biases.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"vocab_size\":5", "C: the text holds the key 'vocab_size' twice, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":1000000000000", "C: key 'vocab_size' must lie between 1 and 16777216 but is 1000000000000, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":-5", "C: key 'vocab_size' must lie between 1 and 16777216 but is -5, correct it.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":\"5\"", "C: key 'vocab_size' must be a whole number but is \"5\", correct it.")]
    [InlineData("\"vocab_size\":5,", "", "C: key 'vocab_size' is missing, add it with a whole number.")]
    [InlineData("1e-6", "1e999", "C: key 'rms_norm_eps' must be a finite number but is 1e999, correct it.")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":1", "S: the weights do not fit the config with 1 layers (missing: none; unexpected: model.layers.1.input_layernorm.weight, model.layers.1.mlp.down_proj.weight, model.layers.1.mlp.gate_proj.weight, model.layers.1.mlp.up_proj.weight, model.layers.1.post_attention_layernorm.weight and 4 more), check that both are of one model.")]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":6", "S: tensor 'model.embed_tokens.weight' has shape [5,4] but the config demands [6,4], check that both are of one model.")]
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

    // Absent, each has the default of HuggingFace's LlamaConfig; the others change nothing.
    [Theory]
    [InlineData("\"max_position_embeddings\":3,", "", 2048)]
    [InlineData("\"model_type\":\"llama\"", "\"architectures\":[\"LlamaForCausalLM\"]", 3)]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_scaling\":{\"rope_type\":\"default\"}", 3)]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_scaling\":{\"type\":\"linear\",\"factor\":1.0}", 3)]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"rope_scaling\":null", 3)]
    [InlineData("\"rope_theta\":500000.0", "\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":500000.0}", 3)]
    [InlineData("\"vocab_size\":5", "\"vocab_size\":5,\"dtype\":\"float32\",\"torch_dtype\":\"torch.float32\"", 3)]
    [InlineData("\"silu\"", "\"swish\"", 3)]
    public void A_harmless_config_is_read(string old, string changed, int context)
    {
        Assert.Contains(old, HuggingFace, StringComparison.Ordinal);
        WriteHuggingFace(HuggingFace.Replace(old, changed, StringComparison.Ordinal));

        var model = LlamaWeights.Read(_folder.Root);

        Assert.Equal(_model.Config with { NormEpsilon = 1e-6, RopeBase = 500000, Pairing = RotaryPairing.SplitHalves, ContextLength = context }, model.Config);
        Assert.Empty(model.Warnings);
    }

    [Theory]
    [InlineData("_orig_mod.", "")]
    [InlineData("module.", "")]
    [InlineData("_orig_mod.module.", "")]
    [InlineData("module._orig_mod.", "")]
    [InlineData("", "model.")]
    [InlineData("model.", "")]
    public void Prefixes_of_wrappers_do_not_matter(string added, string removed)
    {
        WriteHuggingFace(HuggingFace, name => added + (name.StartsWith(removed, StringComparison.Ordinal) ? name[removed.Length..] : name));

        Llama2cFileTests.AssertSame(_model, LlamaWeights.Read(_folder.Root));
    }

    [Fact]
    public void Rotary_buffers_are_ignored_wherever_they_stand()
    {
        string[] buffers = ["model.rotary_emb.inv_freq", "model.layers.0.self_attn.rotary_emb.inv_freq", "rope.freqs", "freqs_cos", "_orig_mod.model.rotary_emb.cos_cached"];
        WriteHuggingFace(HuggingFace, extra: [.. buffers.Select(name => SafetensorsTensor.Of(name, [1], [1f]))]);

        Llama2cFileTests.AssertSame(_model, LlamaWeights.Read(_folder.Root));
    }

    [Fact]
    public void A_weight_of_llama2c_under_a_config_of_HuggingFace_is_refused()
    {
        WriteHuggingFace(HuggingFace, extra: [SafetensorsTensor.Of("layers.0.attention.wq.weight", [4, 4], new float[16])]);

        Assert.Contains("is named as in llama2.c but config.json is HuggingFace's", Assert.Throws<InputException>(() => LlamaWeights.Read(_folder.Root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pytorch_model.bin", "there is no model.safetensors but pytorch_model.bin, which is not read: convert it to safetensors (for example load it in Python and call save_pretrained).")]
    [InlineData("consolidated.00.pth", "there is no model.safetensors but consolidated.00.pth, which is not read: convert it to safetensors (for example load it in Python and call save_pretrained).")]
    [InlineData("story.bin", "there is no model.safetensors but story.bin, name that file.")]
    [InlineData("readme.md", "there is no model.safetensors, name the folder of a model.")]
    public void What_lies_in_a_folder_without_safetensors_is_named(string file, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", HuggingFace);
        folder.Write(file, [.. "PK\x3\x4"u8, .. new byte[60]]);

        Assert.Equal($"{folder.Root}: {expected}", Assert.Throws<InputException>(() => LlamaWeights.Read(folder.Root)).Message);
    }

    [Theory]
    [InlineData("MODEL.SAFETENSORS", "CONFIG.JSON")]
    [InlineData("story.safetensors", "config.json")]
    public void Names_in_another_case_and_a_lone_file_are_found(string weights, string config)
    {
        WriteHuggingFace(HuggingFace);
        File.Move(_folder["model.safetensors"], _folder["moved"]);
        File.Move(_folder["config.json"], _folder["moved2"]);
        File.Move(_folder["moved"], _folder[weights]);
        File.Move(_folder["moved2"], _folder[config]);

        Llama2cFileTests.AssertSame(_model, LlamaWeights.Read(_folder.Root));
        Llama2cFileTests.AssertSame(_model, LlamaWeights.Read(_folder[weights]));
    }

    private void WriteHuggingFace(string config, Func<string, string>? rename = null, SafetensorsTensor[]? extra = null)
    {
        _folder.Write("config.json", config);
        SafetensorsWriter.Write(
            _folder["model.safetensors"],
            [.. _model.Weights.Values.Select(w => SafetensorsTensor.Of(rename?.Invoke(TheirName(w.Name)) ?? TheirName(w.Name), w.Shape, w.Values)), .. extra ?? []]);
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
