namespace Cleave.Figures;

/// <summary>Where a figure was written.</summary>
public sealed record FigureFiles(string Svg, string Csv);

/// <summary>A plot that becomes an SVG picture and a CSV table of exactly the data in it; the same data give the same bytes.</summary>
public abstract record Figure
{
    /// <summary>Shown above the plot.</summary>
    public required string Title { get; init; }

    /// <summary>Writes name.svg and name.csv into a folder, each aside and renamed, so that a reader never sees half of one.</summary>
    public FigureFiles Write(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var files = new FigureFiles(Path.Combine(folder, name + ".svg"), Path.Combine(folder, name + ".csv"));
        Replace(files.Csv, ToCsv());
        Replace(files.Svg, ToSvg());

        return files;
    }

    /// <summary>The picture.</summary>
    public string ToSvg() => Draw().ToSvg(Title);

    /// <summary>The data, with a header line.</summary>
    public abstract string ToCsv();

    private protected abstract Canvas Draw();

    private static void Replace(string path, string text)
    {
        var aside = path + ".tmp";
        File.WriteAllText(aside, text);
        File.Move(aside, path, overwrite: true);
    }
}
