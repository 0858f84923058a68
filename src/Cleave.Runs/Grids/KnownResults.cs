using System.Text.Encodings.Web;
using System.Text.Json;
using Cleave.Formats;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Grids;

/// <summary>
/// A file of finished cells that outlives their run folders: JSON lines, one a cell, sorted by name and then by config. A cell whose
/// config has changed stands there a second time; nothing is taken out. It is always replaced as a whole, so that a kill leaves the
/// file before or after, and is read again before each write, so that several studies may add to one file in turn.
/// </summary>
/// <param name="path">The file; it need not exist yet.</param>
/// <param name="disk">Where it is written; null means the real disk.</param>
public sealed class KnownResults(string path, IDisk? disk = null)
{
    // Only for files: signs such as the plus of a code version stay as they are.
    private static readonly KnownResultJson Json = new(new JsonSerializerOptions(KnownResultJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly IDisk _disk = disk ?? new RealDisk();
    private readonly Lock _writing = new();

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>All entries.</summary>
    /// <exception cref="InputException">When the file cannot be read, or a line is no entry.</exception>
    public IReadOnlyList<KnownResult> Read()
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadAllLines(path).Index().Where(l => l.Item.Length > 0).Select(l => Parse(l.Item, l.Index + 1))] : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: expected a file of results, found {failure.Message.TrimEnd('.')}; make it readable or name another.", failure);
        }
    }

    /// <summary>Adds results that are not there yet.</summary>
    /// <exception cref="InputException">When the file cannot be read or written.</exception>
    public void Add(params IReadOnlyList<CellResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        lock (_writing)
        {
            var before = Read();
            var known = before.Select(Key).ToHashSet();
            KnownResult[] added = [.. results.Select(KnownResult.Of).Where(r => known.Add(Key(r)))];
            if (added.Length > 0)
                Write([.. before, .. added]);
        }
    }

    private static (string Cell, string Config) Key(KnownResult result) => (result.Cell, result.Config);

    private void Write(IReadOnlyList<KnownResult> results)
    {
        var sorted = results.OrderBy(r => r.Cell, StringComparer.Ordinal).ThenBy(r => r.Config, StringComparer.Ordinal);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            DurableFile.CreateFolder(_disk, System.IO.Path.GetDirectoryName(full)!);
            DurableFile.Replace(_disk, full, string.Concat(sorted.Select(r => JsonSerializer.Serialize(r, Json.KnownResult) + "\n")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: expected a place to keep results, found {failure.Message.TrimEnd('.')}; make room or name another.", failure);
        }
    }

    private KnownResult Parse(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, KnownResultJson.Default.KnownResult) ?? throw new JsonException("null instead of an object");
        }
        catch (JsonException failure)
        {
            throw new InputException($"{path} line {number}: expected the result of a cell, found {failure.Message.TrimEnd('.')}; restore the file or delete the line.", failure);
        }
    }
}
