namespace Cleave.Runs.Checkpoints;

/// <summary>All that is needed to go on as if nothing had happened: arrays, and the rest of the state as JSON.</summary>
public sealed record CheckpointContent
{
    /// <summary>The number of finished steps.</summary>
    public required long Step { get; init; }

    /// <summary>Parameters, optimiser moments, what losses remember; names are unique, those of <see cref="Adversary"/> included.</summary>
    public required IReadOnlyList<SavedArray> Arrays { get; init; }

    /// <summary>Sources of adversaries and their moments: by far the most bytes, which only the newest checkpoint keeps.</summary>
    public IReadOnlyList<SavedArray> Adversary { get; init; } = [];

    /// <summary>Random streams, data cursor, best-so-far: a JSON document owned by the trainer.</summary>
    public required string StateJson { get; init; }

    /// <summary>The last checkpoint of a finished run, which retention never removes.</summary>
    public bool IsFinal { get; init; }
}
