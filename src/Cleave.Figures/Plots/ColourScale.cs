namespace Cleave.Figures.Plots;

/// <summary>How values become colours.</summary>
public enum ColourScale
{
    /// <summary>Dark to bright, from the smallest to the largest value.</summary>
    Sequential,

    /// <summary>Blue over white to red, symmetric around zero.</summary>
    Diverging,
}
