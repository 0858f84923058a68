namespace Cleave.Models;

/// <summary>How far a piece of work is, for who waits for it.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
public readonly record struct WorkDone(long Done, long Total);
