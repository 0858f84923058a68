namespace Cleave.Figures.Drawing;

/// <summary>Which point of a text is the one that it is placed by.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

internal sealed record TextStyle(double Size, Anchor Anchor = Anchor.Start, string Colour = Palette.Ink, bool Bold = false, double Angle = 0)
{
    /// <summary>Distance between the baselines of two lines.</summary>
    public double LineHeight => Math.Round(Size * 1.25, 2);

    public TextStyle Start => this with { Anchor = Anchor.Start };

    public TextStyle Middle => this with { Anchor = Anchor.Middle };

    public TextStyle End => this with { Anchor = Anchor.End };

    public double Width(string text) => Helvetica.Width(text, Size, Bold);

    public double Widest(IEnumerable<string> texts) => texts.Select(Width).DefaultIfEmpty(0).Max();
}
