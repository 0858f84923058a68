using System.Text;

namespace Cleave.Runs.Reports.Tables;

/// <summary>Blocks as Markdown.</summary>
public static class MarkdownText
{
    /// <summary>Blocks with an empty line between each two.</summary>
    public static string Of(IEnumerable<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Join("\n", blocks.Select(Of));
    }

    /// <summary>A block, ended by a line break.</summary>
    public static string Of(Block block) => block switch
    {
        Passage passage => $"{passage.Text}\n",
        ReportTable table => Table(table),
        _ => throw new ArgumentException($"There is no Markdown for {block}.", nameof(block)),
    };

    private static string Table(ReportTable table)
    {
        var text = new StringBuilder();
        Row(table.Columns.Select(c => table.HasTitles ? c.Title : ""));
        Row(table.Columns.Select(_ => "---"));
        foreach (var row in table.AllRows)
            Row(row.Select(c => c.Text));
        return text.ToString();

        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Escaped)).Append(" |\n");
    }

    // A cell is one line, and a bar would end it.
    private static string Escaped(string cell) => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
