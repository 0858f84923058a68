using System.Net;
using System.Text;

namespace Cleave.Runs.Reports.Tables;

/// <summary>Blocks as HTML without any style: cells of numbers have the class <c>number</c>, a row of sums the class <c>total</c>.</summary>
public static class HtmlText
{
    /// <summary>Blocks one after another.</summary>
    public static string Of(IEnumerable<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(blocks.Select(Of));
    }

    /// <summary>A block, ended by a line break.</summary>
    public static string Of(Block block) => block switch
    {
        Passage passage => $"<p>{WebUtility.HtmlEncode(passage.Text)}</p>\n",
        ReportTable table => Table(table),
        _ => throw new ArgumentException($"There is no HTML for {block}.", nameof(block)),
    };

    private static string Table(ReportTable table)
    {
        var text = new StringBuilder("<table>\n");
        if (table.HasTitles)
            Row("<thead><tr>", "th", table.Columns.Select(c => c.Title), "</tr></thead>\n");
        text.Append("<tbody>\n");
        foreach (var row in table.Rows)
            Row("<tr>", "td", row.Select(c => c.Text), "</tr>\n");
        if (table.Total is { } total)
            Row("<tr class=\"total\">", "td", total.Select(c => c.Text), "</tr>\n");
        return text.Append("</tbody>\n</table>\n").ToString();

        void Row(string begin, string tag, IEnumerable<string> cells, string end)
        {
            text.Append(begin);
            foreach (var (column, cell) in table.Columns.Zip(cells))
                text.Append('<').Append(tag).Append(column.IsNumber ? " class=\"number\">" : ">").Append(WebUtility.HtmlEncode(cell)).Append("</").Append(tag).Append('>');
            text.Append(end);
        }
    }
}
