namespace Cleave.Figures.Plots;

/// <summary>How an axis is drawn.</summary>
public sealed record Axis(string Title)
{
    /// <summary>Logarithmic; values that are not positive become gaps.</summary>
    public bool Log { get; init; }

    /// <summary>The lower end; from the data when null.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end; from the data when null.</summary>
    public double? High { get; init; }

    /// <summary>Whether zero must be in view.</summary>
    public bool WithZero { get; init; }
}
