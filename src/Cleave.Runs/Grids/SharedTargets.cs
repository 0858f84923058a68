using System.Collections.Concurrent;

namespace Cleave.Runs.Grids;

/// <summary>
/// Makes each toy once: cells whose target and seed are equal meet the same weights to the bit, so all but the first copy the file.
/// </summary>
internal sealed class SharedTargets
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Puts another cell's target into this one's folder where there is one; cells with an equal target wait for each other.</summary>
    public T Use<T>(CellWork work, Func<T> open)
    {
        var entry = _entries.GetOrAdd(work.TargetKey, _ => new Entry());
        lock (entry.Making)
        {
            if (entry.File is { } made && made != work.TargetFile && File.Exists(made) && !File.Exists(work.TargetFile))
                Copy(made, work.TargetFile);
            var result = open();
            entry.File = File.Exists(work.TargetFile) ? work.TargetFile : entry.File;
            return result;
        }
    }

    /// <summary>Learns of a cell that an earlier session worked on.</summary>
    public void Note(CellWork work)
    {
        if (work.HasTarget)
            _entries.GetOrAdd(work.TargetKey, _ => new Entry()).File = work.TargetFile;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var aside = to + ".tmp";
        File.Copy(from, aside, overwrite: true);
        File.Move(aside, to);
    }

    private sealed class Entry
    {
        public Lock Making { get; } = new();

        public string? File { get; set; }
    }
}
