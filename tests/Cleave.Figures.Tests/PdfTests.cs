using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Cleave.Figures.Drawing;
using Cleave.Figures.Plots;
using Xunit;

namespace Cleave.Figures.Tests;

public sealed partial class PdfTests
{
    public static TheoryData<string> Names => [.. Examples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_figure_is_a_PDF_whose_table_finds_each_object(string name)
    {
        var bytes = Examples.All[name].ToPdf(FigureStyle.Paper);
        var text = Encoding.Latin1.GetString(bytes);
        var table = int.Parse(text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..text.LastIndexOf("\n%%EOF", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var places = Entry().Matches(text[table..]).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();

        Assert.StartsWith("%PDF-1.4\n", text, StringComparison.Ordinal);
        Assert.Equal(7, places.Length);
        Assert.All(places.Index(), p => Assert.StartsWith($"{p.Index + 1} 0 obj\n", text[p.Item..], StringComparison.Ordinal));
        Assert.Contains("/MediaBox [0 0 237.6 ", text, StringComparison.Ordinal);
        Assert.Equal(bytes, (Examples.All[name] with { }).ToPdf(FigureStyle.Paper));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_PDF_holds_the_texts_of_the_SVG(string name)
    {
        var content = Content(Examples.All[name].ToPdf(FigureStyle.Screen));

        Assert.Equal(PlacedText.In(Examples.All[name], FigureStyle.Screen).Select(t => PdfText.Literal(t.Text)), Shown().Matches(content).Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("NaN", content, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(content, @"\bq\b"), Regex.Count(content, @"\bQ\b"));
    }

    [Theory]
    [InlineData("plain", "(plain)")]
    [InlineData("(a\\b)", @"(\(a\\b\))")]
    [InlineData("1e−4 × é…", @"(1e\2014 \327 \351\205)")]
    [InlineData("日\u0007", "(??)")]
    public void Text_is_written_in_the_fonts_encoding(string text, string literal) => Assert.Equal(literal, PdfText.Literal(text));

    private static string Content(byte[] pdf)
    {
        var start = pdf.AsSpan().IndexOf("stream\n"u8) + 7;
        var length = pdf.AsSpan(start).IndexOf("\nendstream"u8);
        using var unpacked = new ZLibStream(new MemoryStream(pdf, start, length), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(\d{10}) 00000 n")]
    private static partial Regex Entry();

    [GeneratedRegex(@"Tm (\(.*\)) Tj ET")]
    private static partial Regex Shown();
}
