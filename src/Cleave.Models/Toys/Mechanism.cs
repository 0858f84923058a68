namespace Cleave.Models.Toys;

/// <summary>A rank-one piece of a layer that is known to be one mechanism: write · readᵀ.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Feature">The probe that shows it alone.</param>
/// <param name="Read">What it reads, [in].</param>
/// <param name="Write">What it writes, [out].</param>
public sealed record Mechanism(string Layer, int Feature, float[] Read, float[] Write);

/// <summary>A target that is a sum of known rank-one mechanisms.</summary>
public interface IKnownMechanisms
{
    /// <summary>The mechanisms; those of one layer sum to its matrix.</summary>
    IReadOnlyList<Mechanism> Mechanisms { get; }
}
