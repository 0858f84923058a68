using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>How a figure looks; sizes in pixels of 1/96 inch.</summary>
public sealed record FigureStyle
{
    private const double PixelsPerPoint = 96.0 / 72;
    private const double PixelsPerInch = 96;

    /// <summary>For a screen: as wide as the plots need, on a light ground.</summary>
    public static FigureStyle Screen { get; } = new()
    {
        Ground = "#fcfcfb",
        Corner = 6,
        Margin = 16,
        TitleSize = 15,
        HeadingSize = 12,
        TextSize = 11,
        TickSize = 10,
    };

    /// <summary>For one column of a paper: 3.3 inches wide, 8 points, on white.</summary>
    public static FigureStyle Paper { get; } = new()
    {
        Width = 3.3 * PixelsPerInch,
        Ground = "#ffffff",
        Margin = 3,
        TitleSize = 8 * PixelsPerPoint,
        HeadingSize = 8 * PixelsPerPoint,
        TextSize = 8 * PixelsPerPoint,
        TickSize = 8 * PixelsPerPoint,
    };

    /// <summary>Width of every figure, or null where each is as wide as its plots need.</summary>
    public double? Width { get; init; }

    /// <summary>Colour of the ground, as #rrggbb.</summary>
    public required string Ground { get; init; }

    /// <summary>Radius of the ground's corners.</summary>
    public double Corner { get; init; }

    /// <summary>Room around everything.</summary>
    public required double Margin { get; init; }

    /// <summary>Size of the title.</summary>
    public required double TitleSize { get; init; }

    /// <summary>Size of headings of plots.</summary>
    public required double HeadingSize { get; init; }

    /// <summary>Size of titles of axes and of legends.</summary>
    public required double TextSize { get; init; }

    /// <summary>Size of ticks, notes and the caption.</summary>
    public required double TickSize { get; init; }

    internal TextStyle Title => new(TitleSize, Bold: true);

    internal TextStyle Heading => new(HeadingSize, Anchor.Middle, Bold: true);

    internal TextStyle Text => new(TextSize);

    internal TextStyle Tick => new(TickSize, Colour: Palette.Muted);
}
