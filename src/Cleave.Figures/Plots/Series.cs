namespace Cleave.Figures.Plots;

/// <summary>A named sequence of points; NaN and infinities are gaps.</summary>
public sealed record Series
{
    /// <summary>Creates a series; both coordinates have the same length.</summary>
    public Series(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"Series {name} has {x.Count} x values but {y.Count} y values.", nameof(y));
        }

        (Name, X, Y) = (name, x, y);
    }

    /// <summary>Shown in the legend; the same name has the same colour in every panel.</summary>
    public string Name { get; }

    /// <summary>Horizontal coordinates.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Vertical coordinates.</summary>
    public IReadOnlyList<double> Y { get; }
}
