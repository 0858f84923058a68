using System.Text.RegularExpressions;
using Cleave.Formats;
using Cleave.Models;

namespace Cleave.Decomposition.Sites;

/// <summary>A glob over layer names (* within a name part or across, ? one character) and the subcomponents each match gets.</summary>
public sealed record SitePattern(string Pattern, int Count);

/// <summary>Chooses sites by pattern. A pattern that matches nothing and a layer matched twice are errors.</summary>
public static class SiteSelection
{
    /// <summary>The sites in the target's forward order.</summary>
    /// <param name="target">The network.</param>
    /// <param name="patterns">Which layers, and how many subcomponents each.</param>
    /// <param name="rank">How many rank-ones make one component.</param>
    /// <exception cref="InputException">When a pattern matches nothing, two match one layer, or a count is not positive.</exception>
    public static IReadOnlyList<Site> Match(ITarget target, IReadOnlyList<SitePattern> patterns, int rank = 1)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patterns);
        foreach (var pattern in patterns)
        {
            if (pattern.Count < 1)
                throw new InputException($"sites: pattern '{pattern.Pattern}' asks for {pattern.Count} subcomponents; ask for at least 1.");
            if (!target.Layers.Any(l => Matches(pattern.Pattern, l.Name)))
                throw new InputException($"sites: pattern '{pattern.Pattern}' matches no layer; the layers are {string.Join(", ", target.Layers.Select(l => l.Name))}.");
        }

        var sites = new List<Site>();
        foreach (var layer in target.Layers)
        {
            var matches = patterns.Where(p => Matches(p.Pattern, layer.Name)).ToArray();
            if (matches.Length > 1)
                throw new InputException($"sites: patterns '{matches[0].Pattern}' and '{matches[1].Pattern}' both match layer {layer.Name}; make them disjoint.");
            if (matches.Length == 1)
                sites.Add(new Site(layer, matches[0].Count, rank));
        }

        return sites;
    }

    /// <summary>Whether a glob fits a layer's name.</summary>
    public static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
