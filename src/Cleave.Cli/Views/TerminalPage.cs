using Cleave.Formats.Files;
using Cleave.Runs.Reports.Tables;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cleave.Cli.Views;

/// <summary>Draws blocks in a terminal, no line longer than it is wide.</summary>
internal static class TerminalPage
{
    private const int Padding = 2;   // after each column but the last

    public static void Write(IAnsiConsole console, IEnumerable<Block> blocks)
    {
        Block? before = null;
        foreach (var block in blocks)
        {
            if (before is ReportTable || (block is ReportTable && before is not null))
                console.WriteLine();
            if (block is ReportTable table)
                Write(console, table);
            else if (block is Passage passage)
                console.Write(new Text($"{Printable.Text(passage.Text)}\n"));
            before = block;
        }
    }

    private static void Write(IAnsiConsole console, ReportTable table)
    {
        table = Escaped(table);
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        var fit = TableFit.Of(table, console.Profile.Width, Padding, text => ((IRenderable)new Text(text)).Measure(options, int.MaxValue).Max);
        var drawn = new Table { Border = TableBorder.None, ShowHeaders = table.HasTitles };
        foreach (var (place, width) in fit.Shown.Zip(fit.Widths))
            drawn.AddColumn(Column(table.Columns[place], width, isLast: place == fit.Shown[^1]));
        if (table.HasTitles)
            drawn.AddRow(fit.Widths.Select(w => new Text(new string('─', w))));
        foreach (var row in table.Rows)
            drawn.AddRow(fit.Shown.Select(i => new Text(row[i].Text)));
        if (table.Total is { } total)
        {
            drawn.AddRow(fit.Widths.Select(w => new Text(new string('─', w))));
            drawn.AddRow(fit.Shown.Select(i => new Text(total[i].Text)));
        }

        console.Write(drawn);
        if (fit.Shown.Count < table.Columns.Count)
            console.Write(new Text($"Left out for want of room: {string.Join(", ", table.Columns.Where((_, i) => !fit.Shown.Contains(i)).Select(c => c.Title))}.\n"));
    }

    private static TableColumn Column(ReportColumn column, int width, bool isLast)
    {
        var drawn = new TableColumn(new Text(column.Title)) { Width = width, Padding = new Padding(0, 0, isLast ? 0 : Padding, 0) };
        return column.IsNumber ? drawn.RightAligned() : drawn;
    }

    private static ReportTable Escaped(ReportTable table) => table with
    {
        Columns = [.. table.Columns.Select(c => c with { Title = Printable.Line(c.Title) })],
        Rows = [.. table.Rows.Select(Escaped)],
        Total = table.Total is { } total ? Escaped(total) : null,
    };

    private static IReadOnlyList<ReportCell> Escaped(IReadOnlyList<ReportCell> row) => [.. row.Select(c => c with { Text = Printable.Line(c.Text) })];
}
