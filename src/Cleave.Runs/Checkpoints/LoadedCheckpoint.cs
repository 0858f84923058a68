namespace Cleave.Runs.Checkpoints;

/// <summary>An array read back from a checkpoint.</summary>
public sealed record LoadedArray(string Name, IReadOnlyList<int> Shape, float[] Values);

/// <summary>A checkpoint whose every digest agreed with its manifest.</summary>
public sealed record LoadedCheckpoint
{
    /// <summary>The number of finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>The arrays by name.</summary>
    public required IReadOnlyDictionary<string, LoadedArray> Arrays { get; init; }

    /// <summary>The trainer's JSON document, exactly as saved.</summary>
    public required string StateJson { get; init; }

    /// <summary>The folder it was read from.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of the configuration that it was made with.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Whether the adversary's state is gone, because it was not the newest any more.</summary>
    public bool IsThinned { get; init; }

    /// <summary>One sentence for each newer checkpoint that had to be passed over.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
