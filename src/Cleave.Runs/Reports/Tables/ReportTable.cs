using System.Text.Json.Nodes;

namespace Cleave.Runs.Reports.Tables;

/// <summary>A piece of what a verb or a report says. The same pieces are drawn in a terminal and written as Markdown, HTML and JSON.</summary>
public abstract record Block;

/// <summary>A paragraph or a line.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Passage(string Text) : Block;

/// <summary>A column of a table.</summary>
/// <param name="Name">Lower case with underscores; the key in documents.</param>
/// <param name="Title">What people read above it.</param>
public sealed record ReportColumn(string Name, string Title)
{
    /// <summary>0 is always shown; where there is too little room the largest goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Numbers stand at the right of their column and are never folded.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Letters below which text is not folded.</summary>
    public int Least { get; init; } = 12;

    /// <summary>A column of numbers.</summary>
    public static ReportColumn Number(string name, string title, int priority = 1) => new(name, title) { IsNumber = true, Priority = priority };
}

/// <summary>A value as people read it and as documents hold it.</summary>
/// <param name="Text">What tables show.</param>
/// <param name="Value">What JSON holds.</param>
public sealed record ReportCell(string Text, JsonNode? Value)
{
    /// <summary>Text that is its own value.</summary>
    public static implicit operator ReportCell(string text) => Of(text);

    /// <summary>Text that is its own value.</summary>
    public static ReportCell Of(string text) => new(text, text);

    /// <summary>A number with as many digits as tables show, or nothing.</summary>
    public static ReportCell Of(double? number) => new(Digits.Of(number), number is { } value && double.IsFinite(value) ? value : null);

    /// <summary>A count, or nothing.</summary>
    public static ReportCell Of(int? count) => new(Digits.Of(count), count);
}

/// <summary>A table: the one description that every form of it is made from.</summary>
/// <param name="Columns">The columns; those of priority 0 say which row it is.</param>
/// <param name="Rows">The rows, a cell for each column.</param>
public sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows) : Block
{
    /// <summary>A last row that sums the others up, or null.</summary>
    public IReadOnlyList<ReportCell>? Total { get; init; }

    /// <summary>Whether the titles of the columns are shown; a list of named values needs none.</summary>
    public bool HasTitles { get; init; } = true;

    /// <summary>All rows, the total last.</summary>
    public IEnumerable<IReadOnlyList<ReportCell>> AllRows => Total is null ? Rows : Rows.Append(Total);
}
