using System.Diagnostics;
using System.Text;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Formats.Tests.Llama2c;
using Cleave.Formats.Tests.Tokenizers;
using Cleave.Formats.Tests.Yaml;
using Cleave.Formats.Text;
using Cleave.Formats.Tokenizers;
using Cleave.Formats.Yaml;
using Xunit;

namespace Cleave.Formats.Tests;

/// <summary>Valid small files are mutated; whatever comes out either parses or is an input error, soon.</summary>
public sealed class FuzzTests
{
    private const string Numbers = "0123456789-.e[]{},:\"' \n#&*!|>%@`?~abft\t\0\u00FF";

    [Fact]
    [Trait("speed", "slow")]
    public void Safetensors_parse_or_are_refused()
    {
        var valid = SafetensorsWriter.ToBytes(
            [SafetensorsTensor.Of("a", [2, 3], new float[6]), SafetensorsTensor.Of("b", [4], new byte[4])], new Dictionary<string, string> { ["k"] = "v" });
        Mutate(valid, 20_000, bytes => SafetensorsFile.Read(bytes, "x"));
    }

    [Fact]
    [Trait("speed", "slow")]
    public void Tokenizers_parse_or_are_refused()
        => Mutate(File.ReadAllBytes(SharedData.Path("models/stories260K/tok512.bin")), 500, bytes => SentencePieceTokenizer.Parse(bytes, "x", null).Encode("the cat", true));

    [Fact]
    [Trait("speed", "slow")]
    public void Tokenizers_of_characters_parse_or_are_refused()
        => Mutate(CharacterPieces.File, 5_000, bytes => SentencePieceTokenizer.Parse(bytes, "x", CharacterPieces.Count).Encode("the cat é", true));

    [Theory]
    [Trait("speed", "slow")]
    [InlineData("a.txt", "one<|endoftext|>two — Zoë\n", 0)]
    [InlineData("a.txt", "one<|endoftext|>two — Zoë\n", 1)]
    [InlineData("a.json", "{\"text\":\"one\"}\n{\"story\":\"two\"}\n", 0)]
    [InlineData("a.jsonl", "[\"one\", {\"text\": \"two\"}]", 0)]
    public void Texts_are_read_or_refused(string name, string text, int utf16)
    {
        using var folder = new TemporaryFolder();
        byte[] valid = utf16 == 1 ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)] : Encoding.UTF8.GetBytes(text);
        Mutate(valid, 3_000, bytes => Assert.NotEmpty(TextFile.Read(folder.Write(name, bytes)).Documents));
    }

    [Fact]
    [Trait("speed", "slow")]
    public void Configs_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", SafetensorsWriter.ToBytes([SafetensorsTensor.Of("a", [1], [1f])]));
        const string Valid = """{"model_type":"llama","hidden_size":4,"intermediate_size":6,"num_hidden_layers":1,"num_attention_heads":2,"vocab_size":5,"rope_scaling":{"rope_type":"default"}}""";
        Mutate(Encoding.UTF8.GetBytes(Valid), 3_000, bytes =>
        {
            folder.Write("config.json", bytes);
            LlamaWeights.Read(folder.Root);
        });
    }

    [Fact]
    [Trait("speed", "slow")]
    public void Models_parse_or_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["m.bin"];
        Mutate(LlamaSample.Legacy(), 2_000, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            LlamaWeights.Read(path);
        });
    }

    [Fact]
    [Trait("speed", "slow")]
    public void Yaml_parses_and_writes_itself_or_is_refused()
    {
        const string Valid = "a: 1\nb:\n  - x: 'q'\n    y: \"z\\n\"\n  - [1, {k: v}]\nc: |\n  text\n  more\nd: {e: [], f: {}}\n? g\n: h\n";
        Mutate(Encoding.UTF8.GetBytes(Valid), 20_000, bytes =>
        {
            var map = StrictYaml.Parse(Encoding.UTF8.GetString(bytes), "x");
            YamlEditTests.AssertSame(map, StrictYaml.Parse(map.ToText(), "canonical"));
        });
    }

    private static void Mutate(byte[] valid, int rounds, Action<byte[]> parse)
    {
        var random = new Random(11);
        for (int round = 0; round < rounds; round++)
        {
            var bytes = Mutant(valid, random);
            var clock = Stopwatch.StartNew();
            try
            {
                parse(bytes);
            }
            catch (InputException failure) when (!failure.Message.StartsWith("canonical", StringComparison.Ordinal))
            {
                Assert.DoesNotContain('\n', failure.Message);
            }
            catch (Exception failure)
            {
                Assert.Fail($"round {round}: {Encoding.UTF8.GetString(bytes)} gave {failure}");
            }
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"round {round} took {clock.Elapsed}");
        }
    }

    private static byte[] Mutant(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            // Half of the changes fall on the header, where structure is.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(200, bytes.Count) : bytes.Count);
            byte value = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)Numbers[random.Next(Numbers.Length)];
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = value;
                    break;
                case 1:
                    bytes.Insert(at, value);
                    break;
                case 2 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                case 3 when bytes.Count > 1 && random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add(value);
                    break;
                default:
                    int length = random.Next(Math.Min(12, bytes.Count - at));
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }
        return [.. bytes];
    }
}
