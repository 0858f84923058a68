namespace Cleave.Figures;

/// <summary>The values of one site, in any order.</summary>
public sealed record SpectrumLine(string Name, IReadOnlyList<double> Values);

/// <summary>Values sorted from large to small over their rank, one line a site; zero and below fall off a logarithmic axis.</summary>
public sealed record Spectrum : Figure
{
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

    private protected override Canvas Draw() => LineChart.Of(Title, new Axis(RankTitle), Y, Sorted()).DrawAs();

    // NaN sorts below everything, so it ends up last and only shortens the line.
    private List<Series> Sorted() =>
        [.. Lines.Select(line => new Series(
            line.Name,
            [.. Enumerable.Range(1, line.Values.Count).Select(rank => (double)rank)],
            [.. line.Values.OrderDescending()]))];
}
