namespace Cleave.Tensors;

/// <summary>What a step keeps in memory. Results do not depend on it.</summary>
public enum MemoryUse
{
    /// <summary>Everything that the backward pass needs.</summary>
    Normal,

    /// <summary>What passes between segments; their inside is computed once more (<see cref="Graph.Segments"/>).</summary>
    Low,
}
