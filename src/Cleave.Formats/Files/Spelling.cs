namespace Cleave.Formats.Files;

/// <summary>Finds what somebody probably meant to type.</summary>
public static class Spelling
{
    /// <summary>The known name nearest to <paramref name="name"/> by edit distance, or null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        if (name.Length > 200)
        {
            return null;
        }
        int furthest = Math.Max(2, name.Length / 2);
        return known.Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= furthest)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate).FirstOrDefault();
    }

    /// <summary>A clause that names the nearest known key, or lists the known ones.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> known) => Nearest(name, known) is { } nearest
        ? $"did you mean '{nearest}'?"
        : $"known are {Printable.List(known, 12)}.";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                int next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost);
                (diagonal, row[j]) = (row[j], next);
            }
        }
        return row[b.Length];
    }
}
