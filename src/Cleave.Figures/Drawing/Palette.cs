using System.Globalization;
using Cleave.Figures.Plots;

namespace Cleave.Figures.Drawing;

/// <summary>Colours that stay apart for colour-blind readers, on a light ground.</summary>
internal static class Palette
{
    public const string Ink = "#22272e";
    public const string Muted = "#5b6470";
    public const string Grid = "#e4e6e9";
    public const string Frame = "#9aa2ac";

    /// <summary>A cell without a value; no colour of a scale is grey.</summary>
    public const string Missing = "#c9ced4";

    // The eight of Okabe and Ito, yellow darkened to be seen on the ground.
    private static readonly string[] Lines = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#4d4d4d", "#b5a900"];

    private static readonly int[] Sequential = [0x440154, 0x414487, 0x2a788e, 0x22a884, 0x7ad151, 0xfde725];
    private static readonly int[] Diverging = [0x2166ac, 0x67a9cf, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xef8a62, 0xb2182b];

    public static string Line(int index) => Lines[index % Lines.Length];

    /// <summary>The colour at a share between 0 and 1 of a scale.</summary>
    public static string At(ColourScale scale, double share)
    {
        var stops = scale == ColourScale.Diverging ? Diverging : Sequential;
        var place = Math.Clamp(share, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)place, stops.Length - 2);
        var part = place - index;
        var colour = (Mix(16) << 16) | (Mix(8) << 8) | Mix(0);

        return "#" + colour.ToString("x6", CultureInfo.InvariantCulture);

        int Mix(int shift)
        {
            var (low, high) = ((stops[index] >> shift) & 255, (stops[index + 1] >> shift) & 255);

            return (int)Math.Round(low + (part * (high - low)));
        }
    }
}
