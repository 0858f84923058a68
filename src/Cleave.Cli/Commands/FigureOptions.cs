using System.CommandLine;
using Cleave.Figures.Plots;

namespace Cleave.Cli.Commands;

/// <summary>How figures are written, for every verb that draws some.</summary>
internal sealed class FigureOptions
{
    public Option<bool> Paper { get; } = new("--paper") { Description = "Draw figures for a column of a paper: white, 3.3 inches wide, 8 points." };

    public Option<bool> Pdf { get; } = new("--pdf") { Description = "Write figures as PDF too, beside SVG and CSV." };

    public FigureOutput Of(ParseResult parsed) => new(parsed.GetValue(Paper) ? FigureStyle.Paper : FigureStyle.Screen, parsed.GetValue(Pdf));
}
