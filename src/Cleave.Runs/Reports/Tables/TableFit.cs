namespace Cleave.Runs.Reports.Tables;

/// <summary>Which columns of a table have room on a line, and how wide each is drawn.</summary>
/// <param name="Shown">Places of the shown columns.</param>
/// <param name="Widths">Their widths in letters.</param>
public sealed record TableFit(IReadOnlyList<int> Shown, IReadOnlyList<int> Widths)
{
    /// <summary>Nothing is folded to fewer letters than this.</summary>
    public const int FewestLetters = 4;

    /// <summary>
    /// Fits a table into a line. Text is folded first; where that is not enough, the columns of the largest priority are left out, the last
    /// of equals first.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="room">Letters of the line without what separates columns.</param>
    /// <param name="separator">Letters that each further column costs beside its own.</param>
    /// <param name="measure">Columns of a terminal that a text takes.</param>
    public static TableFit Of(ReportTable table, int room, int separator, Func<string, int> measure)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(measure);
        int[] wanted = [.. table.Columns.Select((c, i) => Math.Max(table.HasTitles ? measure(c.Title) : 0, Widest(table, i, measure)))];
        int[] least = [.. table.Columns.Select((c, i) => Least(table, c, i, measure))];
        List<int> shown = [.. Enumerable.Range(0, table.Columns.Count)];
        while (Needed() > room && shown.Where(i => table.Columns[i].Priority > 0).OrderByDescending(i => table.Columns[i].Priority).ThenByDescending(i => i)
            .Select(i => (int?)i).FirstOrDefault() is { } unimportant)
        {
            shown.Remove(unimportant);
        }

        int[] widths = [.. shown.Select(i => least[i])];
        Spread(widths, [.. shown.Select(i => wanted[i])], [.. shown.Select(i => table.Columns[i].Priority)], room - Needed());
        return new TableFit(shown, widths);

        int Needed() => shown.Sum(i => least[i]) + ((shown.Count - 1) * separator);
    }

    // What is left goes to the most important columns first; what is missing is taken from the widest that may be folded further.
    private static void Spread(int[] widths, int[] wanted, int[] priorities, int left)
    {
        foreach (var i in Enumerable.Range(0, widths.Length).OrderBy(i => priorities[i]))
        {
            var more = Math.Clamp(wanted[i] - widths[i], 0, Math.Max(0, left));
            (widths[i], left) = (widths[i] + more, left - more);
        }

        for (; left < 0 && widths.Max() > FewestLetters; left++)
            widths[Array.IndexOf(widths, widths.Max())]--;
    }

    private static int Least(ReportTable table, ReportColumn column, int index, Func<string, int> measure)
    {
        var (title, widest) = (table.HasTitles ? column.Title.Split(' ').Max(measure) : 0, Widest(table, index, measure));
        return Math.Max(title, column.IsNumber ? widest : Math.Min(widest, Math.Max(FewestLetters, column.Least)));
    }

    private static int Widest(ReportTable table, int index, Func<string, int> measure) => table.AllRows.Select(r => measure(r[index].Text)).DefaultIfEmpty(0).Max();
}
