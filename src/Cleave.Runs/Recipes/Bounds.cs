namespace Cleave.Runs.Recipes;

/// <summary>Upper bounds that several settings share: far above what is useful, and low enough that no product of two overflows.</summary>
internal static class Bounds
{
    public const int Steps = 1_000_000_000;
    public const int Batch = 1_000_000;
    public const int Rows = 10_000_000;
    public const int Positions = 65_536;
    public const int Subcomponents = 1_000_000;
    public const int Width = 65_536;
    public const int Threads = 1_024;
}
