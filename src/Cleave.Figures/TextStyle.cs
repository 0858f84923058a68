namespace Cleave.Figures;

internal sealed record TextStyle(double Size = 11, string Anchor = "start", string Colour = Palette.Ink, bool Bold = false, double Angle = 0)
{
    public static TextStyle Title { get; } = new(15, Bold: true);

    public static TextStyle Panel { get; } = new(12, "middle", Bold: true);

    public static TextStyle Axis { get; } = new(11, "middle");

    public static TextStyle Tick { get; } = new(10, "middle", Palette.Muted);

    public static TextStyle Legend { get; } = new(11);
}
