using Cleave.Formats.Yaml;
using Xunit;

namespace Cleave.Formats.Tests.Yaml;

public sealed class YamlEditTests
{
    private static YamlMap Sample() => StrictYaml.Parse("optimizer:\n  lr: 1e-4\n  betas: [0.9, 0.99]\nsites:\n  layers.0.wq: 64\n", "f");

    [Fact]
    public void A_value_is_replaced_and_the_original_is_not()
    {
        var before = Sample();
        var after = before.With("optimizer.lr", "1e-3").With("optimizer.betas.1", "0.95").With("sites.layers.0.wq", "{c: 3}");

        Assert.Equal(1e-4, before.Map("optimizer").Number("lr"));
        Assert.Equal(1e-3, after.Map("optimizer").Number("lr"));
        Assert.Equal([0.9, 0.95], after.Map("optimizer").List("betas").Numbers());
        Assert.Equal(3, after.Map("sites").Map("layers.0.wq").Integer("c"));
    }

    [Fact]
    public void A_known_key_is_added()
    {
        var after = Sample().With("training.schedule.warmup", "10", ["training.schedule.warmup"]).With("optimizer.eps", "1e-8", ["optimizer.eps"]);

        Assert.Equal(10, after.Map("training").Map("schedule").Integer("warmup"));
        Assert.Equal(1e-8, after.Map("optimizer").Number("eps"));
    }

    [Fact]
    public void An_entry_is_taken_out_wherever_it_is()
    {
        var after = Sample().Without("optimizer.lr").Without("sites.layers.0.wq");

        Assert.False(after.Map("optimizer").Has("lr"));
        Assert.Equal([0.9, 0.99], after.Map("optimizer").List("betas").Numbers());
        Assert.Empty(after.Map("sites").Entries);
        Assert.Equal("f: 'optimizer.rl' cannot be taken out, there is no such key, did you mean 'optimizer.lr'?", Message(() => Sample().Without("optimizer.rl")));
    }

    [Fact]
    public void A_value_is_found_by_its_path_as_yaml()
    {
        var sample = Sample();

        Assert.Equal("1e-4", sample.TextAt("optimizer.lr")!.Trim());
        Assert.Equal("0.99", sample.TextAt("optimizer.betas.1")!.Trim());
        Assert.Null(sample.TextAt("optimizer.rl"));
        AssertSame(sample, sample.With("optimizer", sample.TextAt("optimizer")!));
    }

    [Fact]
    public void Errors_name_the_option()
    {
        Assert.Equal("--set optimizer.rl: there is no such key, did you mean 'optimizer.lr'?", Message(() => Sample().With("optimizer.rl", "1")));
        Assert.Equal(
            "--set optimizer.lr: key 'optimizer.lr' must be a finite number such as 0.001 or 1e-3 but is 'fast', correct it.",
            Message(() => Sample().With("optimizer.lr", "fast").Map("optimizer").Number("lr")));
        Assert.Equal(
            "--set optimizer.lr.x: key 'optimizer.lr' is '1e-4' and has no keys of its own, set it as a whole.",
            Message(() => Sample().With("optimizer.lr.x", "1", ["optimizer.lr.x"])));
        Assert.Equal("--set optimizer.lr: the text is empty, write at least one 'key: value'.", Message(() => Sample().With("optimizer.lr", "")));
    }

    [Theory]
    [InlineData("a: 1\n")]
    [InlineData("{}\n")]
    [InlineData("a:\nb: ~\nc: ''\nd: '~'\n")]
    [InlineData("a: [[], {}, [1, [2]], {b: {c: [x: 1]}}]\n")]
    [InlineData("a: |\n  one\n  two\nb: >-\n  folded\n  text\n")]
    [InlineData("a: \"tab \\t quote \\\" slash \\\\ bell \\a é \\u2028\"\n\"odd: key\": 1\n'#': 2\n")]
    [InlineData("layers.*.attention: {C: 64, 'yes': no}\nurl: http://a:b#c\nminus: -1\n")]
    public void Canonical_text_parses_to_the_same_tree(string text)
    {
        var map = StrictYaml.Parse(text, "f");
        string canonical = map.ToText();

        AssertSame(map, StrictYaml.Parse(canonical, "f"));
        Assert.Equal(canonical, StrictYaml.Parse(canonical, "f").ToText());
    }

    internal static void AssertSame(YamlNode expected, YamlNode actual)
    {
        switch (expected)
        {
            case YamlScalar scalar:
                var found = Assert.IsType<YamlScalar>(actual);
                Assert.Equal((scalar.Text, scalar.WasQuoted), (found.Text, found.WasQuoted));
                break;
            case YamlList list:
                var items = Assert.IsType<YamlList>(actual).Items;
                Assert.Equal(list.Items.Count, items.Count);
                list.Items.Zip(items).ToList().ForEach(pair => AssertSame(pair.First, pair.Second));
                break;
            case YamlMap map:
                var entries = Assert.IsType<YamlMap>(actual).Entries;
                Assert.Equal(map.Entries.Select(entry => entry.Key), entries.Select(entry => entry.Key));
                map.Entries.Zip(entries).ToList().ForEach(pair => AssertSame(pair.First.Value, pair.Second.Value));
                break;
        }
    }

    private static string Message(Func<object> act) => Assert.Throws<InputException>(act).Message;
}
