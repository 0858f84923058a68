using System.Globalization;
using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Room for labels around the matrices of a heat map, the same for all of them.</summary>
internal sealed class HeatMargins
{
    private const double RightRoom = 4;
    private const double Longest = 110;
    private const double MostNamed = 300;
    private const double Gap = 4;

    private readonly FigureStyle _style;
    private readonly HeatBar _bar;
    private readonly double _width;

    /// <param name="style">How it looks.</param>
    /// <param name="map">The heat map.</param>
    /// <param name="bar">Its colours.</param>
    /// <param name="width">Width of a panel.</param>
    public HeatMargins(FigureStyle style, HeatMap map, HeatBar bar, double width)
    {
        (_style, _bar, _width) = (style, bar, width);
        RowLabels = Math.Min(0.4 * width, Widest(map, p => p.Values.GetLength(0), (p, i) => p.Row(i)));
        ColumnLabels = Math.Min(Longest, Widest(map, p => p.Values.GetLength(1), (p, i) => p.Column(i)));
        var columns = map.Panels.Select(p => p.Values.GetLength(1)).DefaultIfEmpty(0).Max();
        Left = RowLabels + Gap + (map.RowTitle.Length > 0 ? style.Text.LineHeight + Gap : 1);
        var slot = (width - Left - RightRoom) / Math.Max(1, columns);
        Turned = ColumnLabels > slot - 5 && !map.Panels.SelectMany(p => p.ColumnLabels).All(IsNumber);
        Right = Turned ? RightRoom : Math.Max(RightRoom, (ColumnLabels - slot) / 2);
        PlotHeight = HeightOf(map, width);

        ColumnTitle = Gap + (Turned ? ColumnLabels + 3 : style.Tick.LineHeight);
        Notes = ColumnTitle + (map.ColumnTitle.Length > 0 ? style.Text.LineHeight + 2 : 0);
        var notes = map.Panels.Select(p => Note(p).Count).DefaultIfEmpty(0).Max();
        Height = PlotHeight + Notes + (notes > 0 ? (notes * style.Tick.LineHeight) + Gap : 0);
    }

    public double Left { get; }

    public double Right { get; }

    /// <summary>Height of a matrix.</summary>
    public double PlotHeight { get; }

    /// <summary>Height of a panel.</summary>
    public double Height { get; }

    /// <summary>Width of the longest row label.</summary>
    public double RowLabels { get; }

    /// <summary>Width of the longest column label.</summary>
    public double ColumnLabels { get; }

    /// <summary>Whether the columns' labels stand upright.</summary>
    public bool Turned { get; }

    /// <summary>Where the title of the columns begins, below the matrix.</summary>
    public double ColumnTitle { get; }

    /// <summary>Where the notes begin, below the matrix.</summary>
    public double Notes { get; }

    /// <summary>How many rows and columns of a matrix share a cell.</summary>
    public (int Rows, int Columns) Block(HeatPanel panel)
    {
        var (rows, columns) = (panel.Values.GetLength(0), panel.Values.GetLength(1));
        return (Math.Max(1, (int)Math.Ceiling(rows / PlotHeight)), Math.Max(1, (int)Math.Ceiling(columns / (_width - Left - Right))));
    }

    /// <summary>What is said below a matrix, in lines.</summary>
    public IReadOnlyList<string> Note(HeatPanel panel)
    {
        var (rows, columns) = Block(panel);
        var pooled = rows * columns > 1 ? $"Each cell shows the strongest of {rows} × {columns} values." : "";
        return TextFit.Wrap(string.Join(' ', panel.Note, _bar.Note(panel.Values), pooled), _width, _style.Tick);
    }

    private double HeightOf(HeatMap map, double width)
    {
        var rows = map.Panels.Select(p => p.Values.GetLength(0)).DefaultIfEmpty(0).Max();
        var named = map.Panels.Any(p => p.RowLabels.Count > 0);
        var (least, most) = map.Panels.Count <= 1 ? (Math.Min(340, width), 600) : (Math.Min(190, width), 420);
        if (named)
            least = Math.Min(least, Math.Max(60, rows * 40));
        return Math.Max(named ? Math.Min(rows, MostNamed) * _style.Tick.LineHeight : 0, Math.Clamp(2 * rows, least, Math.Max(least, most)));
    }

    private double Widest(HeatMap map, Func<HeatPanel, int> count, Func<HeatPanel, int, string> label) =>
        map.Panels.SelectMany(p => Enumerable.Range(0, count(p)).Select(i => _style.Tick.Width(label(p, i)))).DefaultIfEmpty(0).Max();

    // A dash stands for a number that there is not.
    private static bool IsNumber(string label) => label == "–" || double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
