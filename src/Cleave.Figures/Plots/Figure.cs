using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Where a figure was written.</summary>
/// <param name="Svg">The picture.</param>
/// <param name="Csv">The data.</param>
/// <param name="Pdf">The picture as PDF, or null where none was asked for.</param>
public sealed record FigureFiles(string Svg, string Csv, string? Pdf);

/// <summary>How figures are written.</summary>
/// <param name="Style">How they look.</param>
/// <param name="Pdf">Whether each picture is written as PDF too.</param>
public sealed record FigureOutput(FigureStyle Style, bool Pdf = false)
{
    /// <summary>SVG and CSV for a screen.</summary>
    public static FigureOutput Screen { get; } = new(FigureStyle.Screen);
}

/// <summary>A plot that becomes an SVG or PDF picture and a CSV table of exactly the data in it; the same data give the same bytes.</summary>
public abstract record Figure
{
    /// <summary>Shown above the plot.</summary>
    public required string Title { get; init; }

    /// <summary>Where the data come from, in one line below the plot; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Writes name.svg, name.csv and perhaps name.pdf into a folder, each aside and renamed, so that a reader never sees half of one.</summary>
    public FigureFiles Write(string folder, string name, FigureOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Directory.CreateDirectory(folder);
        var files = new FigureFiles(Path.Combine(folder, name + ".svg"), Path.Combine(folder, name + ".csv"), output.Pdf ? Path.Combine(folder, name + ".pdf") : null);
        Replace(files.Csv, ToCsv());
        Replace(files.Svg, ToSvg(output.Style));
        if (files.Pdf is { } pdf)
            Replace(pdf, ToPdf(output.Style));
        return files;
    }

    /// <summary>The picture as SVG.</summary>
    public string ToSvg(FigureStyle style) => SvgWriter.Write(Draw(style), Title);

    /// <summary>The picture as PDF, of vectors and text.</summary>
    public byte[] ToPdf(FigureStyle style) => PdfWriter.Write(Draw(style), Title);

    /// <summary>The data, with a header line.</summary>
    public abstract string ToCsv();

    private protected abstract Canvas Draw(FigureStyle style);

    private static void Replace(string path, string text) => Replace(path, System.Text.Encoding.UTF8.GetBytes(text));

    private static void Replace(string path, byte[] bytes)
    {
        var aside = path + ".tmp";
        File.WriteAllBytes(aside, bytes);
        File.Move(aside, path, overwrite: true);
    }
}
