using System.Text.Json.Nodes;
using Cleave.Runs.Reports.Tables;
using Xunit;

namespace Cleave.Runs.Tests.Reports;

public sealed class TableFormTests
{
    private static readonly ReportTable Table = new(
        [new ReportColumn("site", "the site") { Least = 6 }, ReportColumn.Number("l0", "L0"), new ReportColumn("note", "note") { Priority = 3, Least = 5 }, ReportColumn.Number("alive", "alive", 2)],
        [
            ["a|b <i>", ReportCell.Of(1.25), "one", ReportCell.Of(3)],
            ["long-name", ReportCell.Of(double.NaN), "two words", ReportCell.Of((int?)null)],
        ])
    {
        Total = ["total", ReportCell.Of(2.5), "", ReportCell.Of(3)],
    };

    [Fact]
    public void Markdown_escapes_bars()
    {
        Assert.Equal("""
            Words.

            | the site | L0 | note | alive |
            | --- | --- | --- | --- |
            | a\|b <i> | 1.25 | one | 3 |
            | long-name | NaN | two words |  |
            | total | 2.5 |  | 3 |

            """, MarkdownText.Of([new Passage("Words."), Table]), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Html_escapes_marks_and_tells_numbers_from_text()
    {
        var html = HtmlText.Of([new Passage("a < b"), Table]);

        Assert.StartsWith("<p>a &lt; b</p>\n<table>\n<thead><tr><th>the site</th><th class=\"number\">L0</th>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><td>a|b &lt;i&gt;</td><td class=\"number\">1.25</td><td>one</td><td class=\"number\">3</td></tr>", html, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"total\"><td>total</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_values_under_the_names_of_columns()
    {
        var expected = JsonNode.Parse("""[{ "site": "a|b <i>", "l0": 1.25, "note": "one", "alive": 3 }, { "site": "long-name", "note": "two words" }]""");

        Assert.True(JsonNode.DeepEquals(expected, TableJson.Of(Table)), TableJson.Of(Table).ToJsonString());
    }

    [Theory]
    [InlineData(60, "0 1 2 3", "9 4 9 5")]
    [InlineData(29, "0 1 2 3", "9 4 5 5")]
    [InlineData(27, "0 1 2 3", "7 4 5 5")]
    [InlineData(25, "0 1 3", "9 4 5")]
    [InlineData(16, "0 1", "9 4")]
    [InlineData(9, "0", "9")]
    [InlineData(5, "0", "5")]
    [InlineData(2, "0", "4")]
    public void Fit_folds_first_then_leaves_out_the_least_important(int room, string shown, string widths)
    {
        var fit = TableFit.Of(Table, room, 2, text => text.Length);

        Assert.Equal((shown, widths), (string.Join(' ', fit.Shown), string.Join(' ', fit.Widths)));
    }
}
