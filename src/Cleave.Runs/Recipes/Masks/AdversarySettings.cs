using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Masks;
using Cleave.Formats;
using Cleave.Formats.Yaml;
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
    private static readonly (string Word, SourceScope Scope)[] Scopes =
    [
        ("single", SourceScope.Single), ("per-position", SourceScope.PerPosition), ("repeated", SourceScope.Repeated),
        ("per-element", SourceScope.PerElement), ("per-row", SourceScope.PerRow), ("pooled", SourceScope.Pooled),
    ];

    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts) => Build(parts, usesSomeRows: Scope == SourceScope.Pooled);

    internal static AdversarySettings Read(YamlMap loss)
    {
        var map = loss.Map("adversary");
        string[] all = ["kind", "scope", "repeated", "particles", "delta", "rate", "inner_ascents", "beta1", "beta2"];
        var first = new Section(map, all);
        var persistent = first.Choice("kind", "persistent", "fresh") == "persistent";
        var word = first.Choice("scope", [.. Scopes.Where(s => persistent || s.Scope != SourceScope.Pooled).Select(s => s.Word)]);
        var scope = Scopes.Single(s => s.Word == word).Scope;
        var (repeats, pools) = (scope == SourceScope.Repeated, scope == SourceScope.Pooled);
        var section = new Section(map, [.. all.Where(k => (repeats || k != "repeated") && (pools || k != "particles")
            && (persistent || !k.StartsWith("beta", StringComparison.Ordinal)))]);
        return new AdversarySettings(persistent ? "persistent" : "fresh", scope, repeats ? section.Count("repeated") : 1, section.Schedule("rate"),
            section.Count("inner_ascents", 0), persistent ? section.Share("beta1") : 0, persistent ? section.Share("beta2") : 0,
            section.Flag("delta"), pools ? section.Count("particles") : 1);
    }

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
}
