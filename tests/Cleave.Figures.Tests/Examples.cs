using Cleave.Figures.Plots;

namespace Cleave.Figures.Tests;

internal static class Examples
{
    private const string LongName = "model.transformer.layers.11.feed_forward.down_projection";
    private const string LongTitle = "A title that goes on for much longer than any picture of this kind is wide, with a_word_that_no_line_of_a_narrow_column_has_room_for_at_all in it";

    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["line"] = Lines(),
        ["line-panels"] = Lines() with { Title = "Losses by term", Panels = [.. Enumerable.Range(0, 4).Select(i => new LinePanel($"term {i}", Lines().Panels[0].Series))] },
        ["spectrum"] = new Spectrum
        {
            Title = "Subcomponent norms",
            Y = new Axis("|U|·|V|") { Log = true },
            Lines = [new("linear1", [.. Wave(20).Select((v, i) => Math.Exp(-i) * (1.2 + v))]), new("linear2", [.. Wave(12).Select((_, i) => Math.Pow(i + 1, -2))])],
        },
        ["scatter"] = new ScatterPlot
        {
            Title = "Causal importance against activation",
            X = new Axis("activation"),
            Y = new Axis("importance"),
            Series = [new("important", Wave(80), [.. Wave(80).Reverse()]), new("other", [.. Wave(50).Select(v => v / 3)], [.. Wave(50).Select(v => v * v)])],
        },
        ["bars"] = new BarChart
        {
            Title = "Mean active subcomponents by site",
            Categories = ["h.0.attn.q_proj", "h.0.attn.k_proj", "h.0.attn.v_proj", "h.0.attn.o_proj", "h.0.mlp.c_fc", "h.0.mlp.down_proj", "h.1.mlp.c_fc"],
            Groups = [new("ours", [3, 4.5, 2.25, 7, 12, double.NaN, 9]), new("paper", [2, 4, 3, 6, 13, 8, -1])],
            Y = new Axis("L0"),
            XTitle = "site",
        },
        ["dots"] = new DotChart
        {
            Title = "Recovery by target and method",
            Panels =
            [
                new DotPanel("tms-5-2: MMCS", new Axis("MMCS"), [new("spd", [0.99, 1, 0.98], 1), new("vpd", [1, 1, double.NaN])]),
                new DotPanel("tms-5-2: wrong", new Axis("wrong") { WithZero = true }, [new("spd", [0, 3], 0), new("vpd", [])]),
            ],
        },
        ["dots-many"] = new DotChart
        {
            Title = "Difference by variant",
            Panels = [new DotPanel("MMCS", new Axis("difference"), [.. Enumerable.Range(0, 12).Select(i => new DotColumn($"without-part-{i}", [0.01 * i, -0.005 * i], 0))])],
        },
        ["line-many"] = LineChart.Of("Twenty-four sites", new Axis("step"), new Axis("L0"),
            [.. Enumerable.Range(0, 24).Select(i => new Series($"site {i}", Steps(50), [.. Steps(50).Select(s => (i % 7) + (s / 50))]))]),
        ["line-200"] = LineChart.Of(LongTitle, new Axis(LongName), new Axis(LongName) { Log = true },
            [.. Enumerable.Range(0, 200).Select(i => new Series($"{LongName}.{i}", Steps(9), [.. Steps(9).Select(s => 1 + i + s)]))]),
        ["spectrum-many"] = new Spectrum
        {
            Title = "Mean importance by rank",
            Lines = [.. Enumerable.Range(0, 36).Select(i => new SpectrumLine($"layers.{i}.mlp", [.. Enumerable.Range(1, 20 + i).Select(r => r > 18 ? 0 : 1.0 / (r * r * (i + 1)))]))],
        },
        ["heat"] = Heat(),
        ["heat-sites"] = new HeatMap
        {
            Title = LongTitle,
            Caption = "Run a-run-with-a-rather-long-name-of-its-own, recipe stories, seed 0, step 1750, commit 0a1b2c3d",
            ColumnTitle = "step",
            Value = new Axis("L0") { Log = true },
            Panels = [Cells("", 200, 35, 0) with { RowLabels = [.. Enumerable.Range(0, 200).Select(i => $"{LongName}.{i}")], ColumnLabels = [.. Enumerable.Range(0, 35).Select(i => $"{i * 50}")] }],
        },
        ["heat-large"] = new HeatMap { Title = "Large", RowTitle = LongName, ColumnTitle = LongName, Value = new Axis(LongName), Panels = [Cells(LongName, 900, 1400, 0), Cells(LongTitle, 3, 3, 0)] },
        ["heat-names"] = new HeatMap { Title = "Named columns", Value = new Axis("v"), Panels = [Cells("p", 4, 30, 0) with { ColumnLabels = [.. Enumerable.Range(0, 30).Select(i => $"{LongName} {i}")] }] },
        ["dots-long"] = new DotChart
        {
            Title = LongTitle,
            Panels = [.. Enumerable.Range(0, 7).Select(p => new DotPanel(LongTitle, new Axis(LongName), [.. Enumerable.Range(0, 5).Select(i => new DotColumn($"{LongName} {i}", [1e-30, 1e30 * i], 0))]))],
        },
        ["dots-200"] = new DotChart { Title = "Many", Panels = [new DotPanel("p", new Axis("v"), [.. Enumerable.Range(0, 200).Select(i => new DotColumn($"variant-{i}", [i]))])] },
        ["bars-long"] = new BarChart
        {
            Title = "Bars",
            XTitle = LongName,
            Categories = [.. Enumerable.Range(0, 40).Select(i => $"{LongName} {i}")],
            Groups = [new(LongName, Wave(40)), new(LongTitle, Wave(40))],
        },
        ["vectors-40"] = new VectorPlot { Title = LongTitle, Panels = [new VectorPanel(LongTitle, [.. Enumerable.Range(0, 40).Select(i => Direction(i, 0.3 + (0.02 * i)))])] },
        ["huge-range"] = LineChart.Of("Huge", new Axis("x") { Log = true }, new Axis("y") { Log = true }, new Series("a", [1e-30, 1e30], [1e30, 1e-30]), new Series("b", [1, 2], [1, 2])),
        ["one-point"] = LineChart.Of("One", new Axis("x"), new Axis("y"), new Series("a", [3], [4])),
        ["constant"] = new LineChart { Title = "Constant", Panels = [.. Enumerable.Range(0, 6).Select(i => new LinePanel(LongName, [new Series("a", Steps(5), [1e7, 1e7, 1e7, 1e7, 1e7])]))] },
        ["far-from-zero"] = new LineChart { Title = "Far", X = new Axis("x"), Y = new Axis("y"), Panels = [.. Enumerable.Range(0, 3).Select(i => new LinePanel("p", [new Series("a", [1e15, 1e15 + 0.5], [1e15, 1e15 + 1])]))] },
        ["heat-panels"] = new HeatMap { Title = "Weights", Colours = ColourScale.Diverging, Value = new Axis("weight"), Panels = [Cells("target", 5, 2, 0), Cells("sum of parts", 5, 2, 0.1)] },
        ["vectors"] = Vectors(),
    };

    public static LineChart Lines() => LineChart.Of(
        "Loss & <terms>",
        new Axis("step"),
        new Axis("loss") { Log = true },
        new Series("faithfulness", Steps(300), [.. Enumerable.Range(0, 300).Select(i => Math.Exp(-i / 40.0) + 1e-4)]),
        new Series("stochastic recon", Steps(300), [.. Enumerable.Range(0, 300).Select(i => i is > 100 and < 130 ? double.NaN : 0.1 + (0.05 * Math.Sin(i / 9.0)))]),
        new Series("importance", Steps(300), [.. Enumerable.Range(0, 300).Select(i => 5 / (1 + (i / 20.0)))]));

    public static HeatMap Heat() => new()
    {
        Title = "Causal importance",
        RowTitle = "feature",
        ColumnTitle = "subcomponent",
        Value = new Axis("g"),
        Panels = [Cells("", 8, 20, 0) with { RowLabels = [.. Enumerable.Range(0, 8).Select(i => $"x{i}")] }],
    };

    public static VectorPlot Vectors() => new()
    {
        Title = "TMS 5-2: the target's columns and each subcomponent's part",
        Panels =
        [
            new VectorPanel("target", [.. Enumerable.Range(0, 5).Select(i => Direction(i, 1))]),
            .. Enumerable.Range(0, 5).Select(c => new VectorPanel($"linear1 #{c}", [.. Enumerable.Range(0, 5).Select(i => i == c ? Direction(i, 1) : Direction(c, 0.04) with { Feature = i })])),
        ],
    };

    public static double[] Steps(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    private static double[] Wave(int count) => [.. Enumerable.Range(0, count).Select(i => Math.Sin(i * 12.9898) % 1)];

    private static Arrow Direction(int feature, double length) =>
        new(feature, length * Math.Cos(2 * Math.PI * feature / 5), length * Math.Sin(2 * Math.PI * feature / 5));

    private static HeatPanel Cells(string title, int rows, int columns, double shift)
    {
        var values = new double[rows, columns];

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                values[row, column] = row == column ? 1 : Math.Sin((row * 7) + (column * 3)) * 0.3 * (1 - shift);
            }
        }

        values[rows - 1, columns - 1] = double.NaN;

        return new HeatPanel(title, values);
    }
}
