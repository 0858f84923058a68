using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Manifests;

/// <summary>A file of a run with its whole text.</summary>
/// <param name="Name">Its path within the run.</param>
/// <param name="Text">Its content.</param>
public sealed record RunText(string Name, string Text);

/// <summary>
/// Writes a run's files and keeps its manifest true: the entry goes before a file changes and comes back after. The run's writer and
/// any number of evaluations may do so at a time; a lock makes each wait for the other's few milliseconds.
/// </summary>
/// <param name="disk">Where it is written.</param>
/// <param name="folder">The run.</param>
public sealed class RunFiles(IDisk disk, RunFolder folder)
{
    private const string LockName = ".manifest-lock";
    private const long LongestWait = 10_000;   // milliseconds

    /// <summary>Replaces files in order, each whole.</summary>
    public void Replace(params IReadOnlyList<RunText> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var held = Hold();
        var names = files.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var manifest = Drop(names.Contains);
        foreach (var file in files)
            DurableFile.Replace(disk, Path.Combine(folder.Path, file.Name), file.Text);
        manifest.With(files.Select(f => new ManifestFile(f.Name, System.Text.Encoding.UTF8.GetByteCount(f.Text), DurableFile.DigestOfText(f.Text)))).Save(disk, folder);
    }

    /// <summary>Lets something else write the files of one of the run's folders, and lists what lies there then.</summary>
    /// <param name="place">The folder within the run.</param>
    /// <param name="write">Writes whole files, each aside and renamed.</param>
    public T Rewrite<T>(string place, Func<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var prefix = place + "/";
        using (Hold())
            Drop(name => name.StartsWith(prefix, StringComparison.Ordinal));
        var result = write();
        var written = Directory.EnumerateFiles(Path.Combine(folder.Path, place)).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.');
        Record([.. written.Select(name => ManifestFile.Of(folder.Path, prefix + name))]);
        return result;
    }

    /// <summary>Lists files as they must be found again.</summary>
    public void Record(params IReadOnlyList<ManifestFile> files)
    {
        using var held = Hold();
        (RunManifest.Read(folder) ?? new RunManifest { Files = [] }).With(files).Save(disk, folder);
    }

    /// <summary>Takes files out of the manifest before they change.</summary>
    public void Forget(params IReadOnlyList<string> names)
    {
        using var held = Hold();
        Drop(names.Contains);
    }

    /// <summary>Removes a file.</summary>
    public void Delete(string name)
    {
        Forget(name);
        disk.Delete(Path.Combine(folder.Path, name));
    }

    /// <summary>The entry of a file, or null where it has none.</summary>
    /// <exception cref="InputException">When the manifest is damaged.</exception>
    public ManifestFile? Find(string name) => RunManifest.Read(folder)?.Find(name);

    /// <summary>Whether a file is what the run wrote; in a run without a manifest, which older programs made, any is.</summary>
    /// <exception cref="InputException">When the manifest is damaged.</exception>
    public bool Trusts(string name) => RunManifest.Read(folder) is not { } manifest || (manifest.Find(name) is { } file && file.Examine(folder.Path).Length == 0);

    /// <summary>Refuses a listed file that is not what the run wrote.</summary>
    /// <exception cref="InputException">When the file or the manifest is damaged or missing.</exception>
    public void Require(string name, string advice)
    {
        if (Find(name) is { } file && file.Examine(folder.Path) is { Length: > 0 } problem)
            throw new InputException($"{folder.Path}: expected {name} as the run wrote it ({file.Length} bytes, SHA-256 {file.Sha256[..8]}…), found that {problem}; {advice}.");
    }

    private RunManifest Drop(Func<string, bool> isTaken)
    {
        var manifest = RunManifest.Read(folder) ?? new RunManifest { Files = [] };
        var rest = manifest.Without(isTaken);
        if (rest.Files.Count < manifest.Files.Count)
            rest.Save(disk, folder);
        return rest;
    }

    private FileStream Hold() => RunDiskException.Guard(Path.Combine(folder.Path, LockName), Wait);

    private FileStream Wait()
    {
        var path = Path.Combine(folder.Path, LockName);
        var last = Environment.TickCount64 + LongestWait;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException) && Environment.TickCount64 < last)
            {
                Thread.Sleep(millisecondsTimeout: 2);
            }
        }
    }
}
