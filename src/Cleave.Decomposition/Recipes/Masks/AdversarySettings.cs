using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Masks;
using Cleave.Formats;
using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Recipes;

/// <summary>Settings of an adversary.</summary>
/// <param name="Kind">persistent or fresh.</param>
/// <param name="Scope">What shares a source.</param>
/// <param name="Repeated">N of the repeated scope.</param>
/// <param name="Rate">Step size over the run.</param>
/// <param name="InnerAscents">Ascents on each batch before the losses.</param>
/// <param name="Beta1">Adam's first decay; only the persistent adversary uses Adam.</param>
/// <param name="Beta2">Adam's second decay.</param>
/// <param name="Delta">Whether it attacks through Δ as well; without it Δ is left out.</param>
public sealed record AdversarySettings(
    string Kind, SourceScope Scope, int Repeated, Schedule Rate, int InnerAscents, float Beta1, float Beta2, bool Delta) : IMaskSettings
{
    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (Scope == SourceScope.Repeated && parts.Lead[0] % Repeated != 0)
            throw new InputException($"losses.{parts.Name}.adversary.repeated: {Repeated} does not divide the batch of {parts.Lead[0]}; choose a divisor.");
        var sources = new Sources($"adversaries/{parts.Name}", parts.Sites, Scope, parts.Lead, Repeated, Delta);
        return Kind == "fresh"
            ? new FreshAdversary(sources, parts.Seed, InnerAscents, Rate.Start)
            : new PersistentAdversary(sources, new AdamAscent(sources.Group, Beta1, Beta2), Rate, InnerAscents);
    }

    internal static AdversarySettings Read(YamlMap loss)
    {
        var map = loss.Map("adversary");
        string[] all = ["kind", "scope", "repeated", "delta", "rate", "inner_ascents", "beta1", "beta2"];
        var first = new Section(map, all);
        var persistent = first.Choice("kind", "persistent", "fresh") == "persistent";
        var scope = first.Choice("scope", "single", "per-position", "repeated", "per-element", "per-row") switch
        {
            "single" => SourceScope.Single,
            "per-position" => SourceScope.PerPosition,
            "repeated" => SourceScope.Repeated,
            "per-row" => SourceScope.PerRow,
            _ => SourceScope.PerElement,
        };
        var repeats = scope == SourceScope.Repeated;
        var section = new Section(map, [.. all.Where(k => (repeats || k != "repeated") && (persistent || !k.StartsWith("beta", StringComparison.Ordinal)))]);
        return new AdversarySettings(persistent ? "persistent" : "fresh", scope, repeats ? section.Count("repeated") : 1, section.Schedule("rate"),
            section.Count("inner_ascents", 0), persistent ? section.Share("beta1") : 0, persistent ? section.Share("beta2") : 0, map.Flag("delta"));
    }
}
