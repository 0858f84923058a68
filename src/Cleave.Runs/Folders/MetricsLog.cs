using System.Text;
using Cleave.Decomposition.Training;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Folders;

/// <summary>What was taken out of the metrics on resume.</summary>
public sealed record MetricsRecovery(int RowsDiscarded, bool TornLineCut);

/// <summary>
/// One JSON object a line, flushed line by line. A full disk costs rows, counted in <see cref="LostRows"/>, never the run.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    /// <summary>The log's file name.</summary>
    public const string FileName = "metrics.jsonl";

    /// <summary>Where rows go that lie beyond the checkpoint which a run resumes from.</summary>
    public const string DiscardedName = "metrics.discarded.jsonl";

    private readonly IDisk _disk;
    private readonly Stream _stream;

    private bool _torn;

    private MetricsLog(IDisk disk, Stream stream) => (_disk, _stream) = (disk, stream);

    /// <summary>Rows that could not be written.</summary>
    public int LostRows { get; private set; }

    /// <summary>Why the last row was lost, or null.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Opens the log of a run for appending.</summary>
    public static MetricsLog Open(IDisk disk, string folder) => new(disk, disk.Append(Path.Combine(folder, FileName)));

    /// <summary>Cuts a torn last line and moves rows beyond <paramref name="step"/> to <see cref="DiscardedName"/>.</summary>
    public static MetricsRecovery Recover(IDisk disk, string folder, long step)
    {
        var path = Path.Combine(folder, FileName);

        if (!File.Exists(path))
        {
            return new MetricsRecovery(0, false);
        }

        var text = File.ReadAllText(path);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var torn = lines.Count > 0 && (text[^1] != '\n' || !MetricsJson.TryParse(lines[^1], out _));

        if (torn)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var discarded = lines.Where(IsBeyond).ToList();

        if (torn || discarded.Count > 0)
        {
            // Copied before they are cut: a crash in between repeats rows in the discarded file instead of losing them.
            AppendSynced(disk, Path.Combine(folder, DiscardedName), discarded);
            DurableFile.Replace(disk, path, Joined(lines.Where(line => !IsBeyond(line))));
        }

        return new MetricsRecovery(discarded.Count, torn);

        bool IsBeyond(string line) => MetricsJson.TryParse(line, out var row) && row.Step > step;
    }

    /// <summary>Appends a row.</summary>
    public void Append(long step, IEnumerable<KeyValuePair<string, double>> values) => Append(new MetricRow(step, values));

    /// <summary>Appends a row.</summary>
    public void Append(MetricRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var line = MetricsJson.Line(row) + "\n";

        try
        {
            // After a failure part of a line may lie in the file; a fresh line keeps the damage to that one.
            _stream.Write(Encoding.UTF8.GetBytes(_torn ? "\n" + line : line));
            _stream.Flush();
            _torn = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _torn = true;
            LostRows++;
            LastFailure = failure.Message;
        }
    }

    /// <summary>Forces the rows onto the medium; false when that fails.</summary>
    public bool TrySync()
    {
        try
        {
            _disk.Sync(_stream);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LastFailure = failure.Message;
            return false;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException failure)
        {
            LastFailure = failure.Message;
        }
    }

    private static void AppendSynced(IDisk disk, string path, List<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        using var stream = disk.Append(path);
        stream.Write(Encoding.UTF8.GetBytes(Joined(lines)));
        disk.Sync(stream);
    }

    private static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
