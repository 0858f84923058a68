using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The values of one site, in any order.</summary>
public sealed record SpectrumLine(string Name, IReadOnlyList<double> Values);

/// <summary>
/// Values sorted from large to small over their rank: one line a site, or of many sites one row each of a heat map. Zero and below fall off
/// a logarithmic axis.
/// </summary>
public sealed record Spectrum : Figure
{
    // More lines than colours would need a second look each.
    private const int MostLines = 8;

    /// <summary>One line a site.</summary>
    public required IReadOnlyList<SpectrumLine> Lines { get; init; }

    /// <summary>The axis of the values.</summary>
    public Axis Y { get; init; } = new("value") { Log = true };

    /// <summary>The title of the axis of ranks.</summary>
    public string RankTitle { get; init; } = "rank";

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("site", "rank", "value");

        foreach (var series in Sorted())
        {
            for (var i = 0; i < series.X.Count; i++)
            {
                csv.Row(series.Name, series.X[i], series.Y[i]);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw(FigureStyle style) => Lines.Count <= MostLines
        ? (LineChart.Of(Title, new Axis(RankTitle), Y, [.. Sorted().Select(Shown)]) with { Caption = Caption }).DrawAs(style)
        : Map().DrawAs(style);

    // Its name says how many fall off, and the axis ends with what is left.
    private Series Shown(Series series)
    {
        var off = Y.Log ? series.Y.Count(y => y <= 0) : 0;
        var name = off == 0 ? series.Name : $"{series.Name} ({off} of {series.Y.Count} are {(series.Y.Min() < 0 ? "0 or less" : "0")})";
        var shown = Enumerable.Range(0, series.Y.Count).Where(i => !Y.Log || !(series.Y[i] <= 0)).ToList();
        return new Series(name, [.. shown.Select(i => series.X[i])], [.. shown.Select(i => series.Y[i])]);
    }

    private HeatMap Map()
    {
        var sorted = Sorted();
        var values = new double[sorted.Count, sorted.Max(s => s.Y.Count)];
        for (var row = 0; row < values.GetLength(0); row++)
        {
            for (var rank = 0; rank < values.GetLength(1); rank++)
                values[row, rank] = rank < sorted[row].Y.Count ? sorted[row].Y[rank] : double.NaN;
        }

        return new HeatMap
        {
            Title = Title,
            Caption = Caption,
            ColumnTitle = RankTitle,
            Value = Y,
            Panels =
            [
                new HeatPanel("", values)
                {
                    RowLabels = [.. sorted.Select(s => s.Name)],
                    ColumnLabels = [.. Enumerable.Range(1, values.GetLength(1)).Select(rank => Numbers.Exact(rank))],
                    Note = values.Cast<double>().Any(double.IsNaN) ? "Grey: no value of this rank." : "",
                },
            ],
        };
    }

    // NaN sorts below everything, so it ends up last and only shortens the line.
    private List<Series> Sorted() =>
        [.. Lines.Select(line => new Series(
            line.Name,
            [.. Enumerable.Range(1, line.Values.Count).Select(rank => (double)rank)],
            [.. line.Values.OrderDescending()]))];
}
