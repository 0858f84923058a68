using System.Text;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>The reference of all keys as Markdown, made from their declarations.</summary>
public static class RecipeReference
{
    private const string Introduction = """
        # Recipes

        A recipe is one YAML file with every setting of a run. There are no defaults: each key must be there, and no other. `cleave recipe`
        lists the recipes that come with the program, `cleave recipe NAME > mine.yaml` writes one to change, `cleave decompose mine.yaml`
        runs it. `none` switches a setting off. `--set key=value` replaces a value, with the keys of its path joined by dots, and
        `--add key=value` adds a key.

        `cleave recipe --schema > recipe.schema.json` writes a JSON schema. Editors with a YAML language server check and complete a
        recipe that begins with `# yaml-language-server: $schema=recipe.schema.json`.

        This page is written by `cleave recipe --reference`. A key with an entry under "only with" stands there and only there.

        """;

    /// <summary>The page.</summary>
    public static string Markdown { get; } = Write();

    private static string Write()
    {
        var text = new StringBuilder(Introduction);
        foreach (var (part, paths, with) in Sections())
        {
            text.Append('\n').Append("## ").Append(paths[0].Length == 0 ? "The file" : $"`{paths[0]}`").Append(with.StartsWith('`') ? $" with {with}" : "").Append('\n');
            if (paths.Count > 1)
                text.Append("\nAlso: ").AppendJoin(", ", paths.Skip(1).Select(p => $"`{p}`")).Append(".\n");
            text.Append("\n| key | value | meaning | only with |\n| --- | --- | --- | --- |\n");
            foreach (var key in Keys(part))
                text.Append($"| `{key.Name}` | {Values(key)} | {Meaning(key)} | {OnlyWith(part, key)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The maps of a config in order, each with all places where it stands.</summary>
    private static List<(IPart Part, List<string> Paths, string With)> Sections()
    {
        var sections = new List<(IPart Part, List<string> Paths, string With)>();
        var pending = new Queue<(string Path, IPart Part, string With)>(ConfigForm.Of(ToyKinds.All).Maps.Select(m => (m.Path, m.Part, "")));
        while (pending.TryDequeue(out var next))
        {
            if (sections.FirstOrDefault(s => ReferenceEquals(s.Part, next.Part)) is { Paths: { } known })
            {
                if (!known.Contains(next.Path, StringComparer.Ordinal))
                    known.Add(next.Path);
                continue;
            }

            sections.Add((next.Part, [next.Path], next.With));
            foreach (var key in Keys(next.Part))
            {
                foreach (var (path, part) in key.Form.Maps)
                    pending.Enqueue(($"{next.Path}{(next.Path.Length > 0 ? "." : "")}{key.Name}{path}", part, next.Path.Length == 0 ? OnlyWith(next.Part, key) : ""));
            }
        }

        return sections;
    }

    private static IEnumerable<IKey> Keys(IPart part) => part.Variants.SelectMany(v => v.Keys).Distinct();

    // What stands elsewhere on the page is not said again: choices beside their meanings, the keys of a map in its own section.
    private static string Values(IKey key)
    {
        var words = key.Form.Words;
        if (key.Choices.Any() && words.StartsWith("one of ", StringComparison.Ordinal))
            return "a name";
        return words.StartsWith("a map of ", StringComparison.Ordinal) && !words.Contains("at least", StringComparison.Ordinal)
            ? "a map"
            : words.Replace("a whole number from ", "whole, ", StringComparison.Ordinal).Replace("a number from ", "", StringComparison.Ordinal);
    }

    private static string Meaning(IKey key) =>
        $"{key.About}{string.Concat(key.Choices.GroupBy(c => c.About).Select(g => $" {string.Join(", ", g.Select(c => $"`{c.Name}`"))}: {g.Key}"))}";

    private static string OnlyWith(IPart part, IKey key)
    {
        if (!key.IsRequired)
            return "may be absent";
        var with = part.Variants.Where(v => v.Keys.Contains(key)).ToArray();
        if (with.Length == part.Variants.Count)
            return "";
        return string.Join("; ", with.Select(v => Enough(part, key, v)).Distinct());
    }

    // The shortest chain of conditions under which the key always stands.
    private static string Enough(IPart part, IKey key, Variant variant)
    {
        string[] words = [.. variant.Conditions.Select(c => c.Words)];
        var length = Enumerable.Range(1, words.Length).First(n =>
            part.Variants.Where(v => v.Conditions.Take(n).Select(c => c.Words).SequenceEqual(words[..n])).All(v => v.Keys.Contains(key)));
        return string.Join(", ", words[..length].Select(w => $"`{w}`"));
    }
}
