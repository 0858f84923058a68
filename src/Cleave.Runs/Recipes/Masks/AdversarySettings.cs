using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Masks;
using Cleave.Formats;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of an adversary.</summary>
/// <param name="Kind">persistent or fresh.</param>
/// <param name="Scope">What shares a source.</param>
/// <param name="Repeated">N of the repeated scope.</param>
/// <param name="Rate">Step size over the run.</param>
/// <param name="InnerAscents">Ascents on each batch before the losses.</param>
/// <param name="Beta1">Adam's first decay; only the persistent adversary uses Adam.</param>
/// <param name="Beta2">Adam's second decay.</param>
/// <param name="Delta">Whether it attacks through Δ as well; without it Δ is left out.</param>
/// <param name="Particles">K of the pooled scope.</param>
public sealed record AdversarySettings(
    string Kind, SourceScope Scope, int Repeated, Schedule Rate, int InnerAscents, float Beta1, float Beta2, bool Delta, int Particles = 1) : IMaskSettings
{
    private static readonly Key<int> RepeatedKey = new("repeated", Scalars.Count(1, Bounds.Batch), "N, how many rows of sources are repeated over the batch.");
    private static readonly Key<int> ParticlesKey = new("particles", Scalars.Count(1, 10_000), "K, how many sources each element has, of which it meets one a step.");
    private static readonly Key<bool> DeltaKey = new("delta", Scalars.Flag, "Whether it attacks through Δ as well; without it Δ is left out.");
    private static readonly Key<Schedule> RateKey = new("rate", Schedules.Schedule, "Step size of an ascent.");
    private static readonly Key<int> AscentsKey = new("inner_ascents", Scalars.Count(0, 1_000), "Ascents on each batch before the losses.");
    private static readonly Key<float> Beta1Key = new("beta1", Scalars.Share(), "Decay of Adam's first moment of the sources.");
    private static readonly Key<float> Beta2Key = new("beta2", Scalars.Share(), "Decay of Adam's second moment of the sources.");

    private static readonly Kinds<Shared> Scopes = new("scope", "What shares a source.",
        new("single", "Everything.", () => new Shared(SourceScope.Single)),
        new("per-position", "Equal positions of all elements.", () => new Shared(SourceScope.PerPosition)),
        new("repeated", "Every N-th element, position by position.", new Group<Shared>([RepeatedKey], v => new Shared(SourceScope.Repeated, v.Of(RepeatedKey)))),
        new("per-element", "Nothing: each element and position has its own.", () => new Shared(SourceScope.PerElement)),
        new("per-row", "The positions of an element.", () => new Shared(SourceScope.PerRow)),
        new("pooled", "The positions of an element, which meets one of K.", new Group<Shared>([ParticlesKey],
            v => new Shared(SourceScope.Pooled, Particles: v.Of(ParticlesKey)))));

    internal static Key<AdversarySettings> Key { get; } = new("adversary", new MapForm<Chosen<AdversarySettings>>(
        new Kinds<AdversarySettings>("kind", "Whether its sources live on.",
            new("persistent", "Sources live through the run and ascend with Adam.", Of("persistent", Scopes, Beta1Key, Beta2Key)),
            new("fresh", "Sources start anew on each batch and ascend by sign.", Of("fresh", Scopes.Without("pooled")))), "adversary").As(c => c.Value),
        "Who searches for the masks.");

    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts) => Build(parts, usesSomeRows: Scope == SourceScope.Pooled);

    /// <summary>The adversary, for one run.</summary>
    /// <param name="parts">The run.</param>
    /// <param name="usesSomeRows">Whether a pass may leave rows of sources unused, which must then stay as they are.</param>
    internal IAdversary Build(LossParts parts, bool usesSomeRows)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (Scope == SourceScope.Repeated && parts.Lead[0] % Repeated != 0)
            throw new InputException($"losses.{parts.Name}.adversary.repeated: {Repeated} does not divide the batch of {parts.Lead[0]}; choose a divisor.");
        var name = $"adversaries/{parts.Name}";
        var particles = Scope == SourceScope.Pooled ? new ParticleChoice(name, parts.Seed, parts.Lead[0], Particles) : null;
        var sources = new Sources(name, parts.Sites, Scope, parts.Lead, Repeated, Delta, particles);
        return Kind == "fresh" ? new FreshAdversary(sources, parts.Seed, InnerAscents, Rate.Start)
            : new PersistentAdversary(sources, usesSomeRows ? new RowAdamAscent(sources.Group, Beta1, Beta2) : new AdamAscent(sources.Group, Beta1, Beta2), Rate, InnerAscents);
    }

    private static Group<AdversarySettings> Of(string kind, Kinds<Shared> scopes, params Key<float>[] betas) =>
        new([scopes, DeltaKey, RateKey, AscentsKey, .. betas], v =>
        {
            var shared = v.Of(scopes).Value;
            return new AdversarySettings(kind, shared.Scope, shared.Repeated, v.Of(RateKey), v.Of(AscentsKey),
                betas.Length > 0 ? v.Of(betas[0]) : 0, betas.Length > 0 ? v.Of(betas[1]) : 0, v.Of(DeltaKey), shared.Particles);
        });

    private sealed record Shared(SourceScope Scope, int Repeated = 1, int Particles = 1);
}
