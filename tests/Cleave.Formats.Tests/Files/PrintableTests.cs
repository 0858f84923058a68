using Cleave.Formats.Files;
using Xunit;

namespace Cleave.Formats.Tests.Files;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain größe 日本 🦊", "plain größe 日本 🦊")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001B[31mred\\u001B[0m")]
    [InlineData("a\nb\tc\rd\r\n", "a\\u000Ab\\u0009c\\u000Dd\\u000D\\u000A")]
    [InlineData("bell\a nul\0 c1\u009b31m", "bell\\u0007 nul\\u0000 c1\\u009B31m")]
    [InlineData("\u202Eabc\u2066\u200B\uFEFF", "\\u202Eabc\\u2066\\u200B\\uFEFF")]
    [InlineData("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029")]
    [InlineData("tag \U000E0041", "tag \\uDB40\\uDC41")]
    public void A_line_shows_what_would_hide(string text, string expected)
    {
        Assert.Equal(expected, Printable.Line(text));
        Assert.Equal(expected, Printable.Name(text));
        Assert.Equal(text == expected, Printable.IsVisible(text));
    }

    [Theory]
    [InlineData("one\n\ttwo\r\nthree\n", "one\n\ttwo\r\nthree\n")]
    [InlineData("over\rwritten\r", "over\\u000Dwritten\\u000D")]
    [InlineData("\u001b]0;title\a", "\\u001B]0;title\\u0007")]
    [InlineData("c1 \u0085\u009b\u202E", "c1 \\u0085\\u009B\\u202E")]
    [InlineData("👩\u200D🔬 \u200C", "👩\u200D🔬 \u200C")]
    public void Running_text_keeps_its_layout(string text, string expected) => Assert.Equal(expected, Printable.Text(text));

    // Not among the cases above, because attributes cannot hold them.
    [Theory]
    [InlineData(0xD83E)]
    [InlineData(0xDE00)]
    public void Half_a_pair_is_shown(int unit)
    {
        string half = $"half {(char)unit}";

        Assert.Equal($"half \\u{unit:X4}", Printable.Line(half));
        Assert.Equal($"half \\u{unit:X4}", Printable.Text(half));
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        Assert.Equal($"{new string('n', 80)}… (81 characters)", Printable.Name(new string('n', 81)));
        Assert.Equal($"{new string('n', 79)}… (81 characters)", Printable.Name(new string('n', 79) + "🦊"));
        Assert.Equal(new string('n', 200), Printable.Line(new string('n', 200)));
    }
}
