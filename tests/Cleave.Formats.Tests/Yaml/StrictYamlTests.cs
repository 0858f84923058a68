using Cleave.Formats.Yaml;
using Xunit;

namespace Cleave.Formats.Tests.Yaml;

public sealed class StrictYamlTests
{
    [Fact]
    public void Values_are_read_by_type()
    {
        var map = StrictYaml.Parse("""
            # a comment
            name: run one
            steps: 2000
            rate: 1e-3
            on: true
            optimizer: {beta: 0.9, words: [a, 'b c']}
            empty:
            """, "f");

        Assert.Equal("run one", map.Text("name"));
        Assert.Equal(2000, map.Integer("steps"));
        Assert.Equal(1e-3, map.Number("rate"));
        Assert.True(map.Flag("on"));
        Assert.Equal(0.9, map.Map("optimizer").Number("beta"));
        Assert.Equal(["a", "b c"], map.Map("optimizer").List("words").Texts());
        Assert.Equal(7, map.Number("empty", 7));
        Assert.Null(map.OptionalMap("absent"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1.5", -1.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("1.e-4", 1e-4)]
    [InlineData("1e-4", 1e-4)]
    [InlineData("3E5", 3e5)]
    public void Decimal_and_exponent_notation_is_a_number(string text, double expected)
        => Assert.Equal(expected, StrictYaml.Parse($"a: {text}", "f").Number("a"));

    [Theory]
    [InlineData("010", "'010'")]
    [InlineData("1_000", "'1_000'")]
    [InlineData(".nan", "'.nan'")]
    [InlineData("NaN", "'NaN'")]
    [InlineData(".inf", "'.inf'")]
    [InlineData("1e999", "'1e999'")]
    [InlineData("0x10", "'0x10'")]
    [InlineData("'1'", "the text \"1\"")]
    [InlineData("1,5", "'1,5'")]
    [InlineData("[1]", "a list")]
    [InlineData("~", null)]
    public void Anything_else_is_no_number(string text, string? found)
    {
        string expected = found is null ? "f: key 'a' is missing, add it." : $"f line 1: key 'a' must be a finite number such as 0.001 or 1e-3 but is {found}, correct it.";

        Assert.Equal(expected, Message(() => StrictYaml.Parse($"a: {text}", "f").Number("a")).Replace("f line 1: key 'a' is missing", "f: key 'a' is missing"));
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("010")]
    public void Only_whole_numbers_of_64_bits_are_integers(string text) => Assert.Equal(
        $"f line 1: key 'steps' must be a whole number such as 2000 but is '{text}', correct it.",
        Message(() => StrictYaml.Parse($"steps: {text}", "f").Integer("steps")));

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("True")]
    public void Only_true_and_false_are_flags(string text)
    {
        var map = StrictYaml.Parse($"a: {text}", "f");

        Assert.Equal($"f line 1: key 'a' must be true or false but is '{text}', correct it.", Message(() => map.Flag("a")));
        Assert.Equal(text, map.Text("a"));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "f line 3: key 'a' is already on line 1, remove one.")]
    [InlineData("x:\n  a: 1\n  a: 1", "f line 3: key 'x.a' is already on line 2, remove one.")]
    [InlineData("a: &x 1", "f line 1: there is an anchor or alias (& or *), write the value out.")]
    [InlineData("a: 1\nb: *x", "f line 2: there is an anchor or alias (& or *), write the value out.")]
    [InlineData("a: !!python/object x", "f line 1: there is a tag (!), remove it.")]
    [InlineData("a: !!str 1", "f line 1: there is a tag (!), remove it.")]
    [InlineData("<<: {a: 1}", "f line 1: there is a merge key (<<), write the values out.")]
    [InlineData("a: 1\n---\nb: 2", "f line 2: a second document starts, keep one per file.")]
    [InlineData("%YAML 1.1\n---\na: 1", "f line 1: there is a % directive, remove it.")]
    [InlineData("a:\n\tb: 1", "f line 2: there is a tab, indent and separate with spaces.")]
    [InlineData("a: 1 \t# c", "f line 1: there is a tab, indent and separate with spaces.")]
    [InlineData("a: \u0001", "f line 1: there is the control character \\u0001, remove it.")]
    [InlineData("", "f: the text is empty, write at least one 'key: value'.")]
    [InlineData("- 1", "f line 1: the file must hold keys with values but holds a list, write 'key: value'.")]
    [InlineData("just text", "f line 1: the file must hold keys with values but holds 'just text', write 'key: value'.")]
    [InlineData("a: one\n  two", "f line 1: text without quotes runs over several lines, put it in quotes.")]
    [InlineData("a: {b: c:}", "f line 1: 'c:' holds marks of YAML, put it in quotes.")]
    [InlineData("{[1]: 2}", "f line 1: a key must be a short text on one line, rename it.")]
    public void What_could_hide_something_is_refused(string text, string expected) => Assert.Equal(expected, Message(() => StrictYaml.Parse(text, "f")));

    [Fact]
    public void Broken_syntax_names_the_line()
        => Assert.StartsWith("f line 2: the text is not valid YAML at column ", Message(() => StrictYaml.Parse("a: 1\nb: [1, 2\n", "f")).Replace("line 3", "line 2"));

    [Theory]
    [InlineData(33)]
    [InlineData(100_000)]
    public void Deep_nesting_is_refused_at_once(int depth)
        => Assert.Equal("f line 1: values are nested deeper than 32 levels, flatten them.", Message(() => StrictYaml.Parse("a: " + new string('[', depth), "f")));

    [Fact]
    public void Large_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("f", "a: " + new string('x', 256 << 10));

        Assert.Equal($"{path}: the file has {(256 << 10) + 3} bytes and at most {256 << 10} are read, split or shorten it.", Message(() => StrictYaml.Read(path)));
        Assert.Equal("f: there are more than 100000 keys and values, shorten the file.", Message(() => StrictYaml.Parse("a: [" + string.Concat(Enumerable.Repeat("1,", 120_000)) + "]", "f")));
        folder.Write("f", [(byte)'a', 0xFF]);
        Assert.Equal($"{path}: the file is not UTF-8 text, save it as UTF-8.", Message(() => StrictYaml.Read(path)));
    }

    [Fact]
    public void Unknown_and_missing_keys_are_named()
    {
        var map = StrictYaml.Parse("optimizer:\n  leraning_rate: 1\n", "f").Map("optimizer");

        Assert.Equal("f line 2: key 'optimizer.leraning_rate' is unknown, did you mean 'learning_rate'?", Message(() => map.RefuseUnknown("learning_rate", "steps")));
        Assert.Equal("f line 2: key 'optimizer.steps' is missing, add it.", Message(() => map.Integer("steps")));
        Assert.Equal("f line 2: key 'optimizer.leraning_rate' must be below 1 but is '1', correct it.", map.Wrong("leraning_rate", "below 1").Message);
    }

    private static string Message(Action act) => Assert.Throws<InputException>(act).Message;

    private static string Message(Func<object> act) => Assert.Throws<InputException>(act).Message;
}
