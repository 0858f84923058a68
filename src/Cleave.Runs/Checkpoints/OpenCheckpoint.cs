using System.Security.Cryptography;
using System.Text;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Safetensors;
using Cleave.Runs.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Cleave.Runs.Checkpoints;

/// <summary>
/// A checkpoint whose files are all open before the first is read: a run that is at work may remove the folder meanwhile, what was
/// opened stays readable.
/// </summary>
internal sealed class OpenCheckpoint : IDisposable
{
    private const int LongestState = 1 << 20;
    private const int BufferSize = 1 << 18;

    private readonly CheckpointFolder _folder;
    private readonly Dictionary<string, SafeFileHandle> _files = [];

    private OpenCheckpoint(CheckpointFolder folder, CheckpointManifest manifest) => (_folder, Manifest) = (folder, manifest);

    public CheckpointManifest Manifest { get; }

    /// <summary>Whether files are gone that only the newest checkpoint keeps.</summary>
    public bool IsThinned => Manifest.Files.Any(file => !_files.ContainsKey(file.Name));

    /// <summary>Opens a checkpoint; null with the reason when it is damaged so that it cannot be opened.</summary>
    /// <exception cref="InputException">When it is from a newer program.</exception>
    public static OpenCheckpoint? Of(CheckpointFolder folder, out string problem)
    {
        if (CheckpointManifest.TryRead(folder.Path, out problem) is not { } manifest)
            return null;
        problem = manifest.Step != folder.Step ? $"{CheckpointManifest.FileName} is of step {manifest.Step}" : "";
        var opened = new OpenCheckpoint(folder, manifest);
        foreach (var file in problem.Length == 0 ? manifest.Files : [])
        {
            if (problem.Length == 0)
                problem = opened.Open(file);
        }

        if (problem.Length == 0)
            return opened;
        opened.Dispose();
        return null;
    }

    /// <summary>Checks every digest; an empty answer means intact.</summary>
    public string Examine() => Manifest.Files
        .Where(file => _files.ContainsKey(file.Name))
        .Select(file => Digest(file) == file.Sha256 ? "" : $"{file.Name} does not match its SHA-256")
        .FirstOrDefault(problem => problem.Length > 0) ?? "";

    /// <summary>Reads what it holds.</summary>
    /// <exception cref="InputException">When a file is not what its name says although its digest is right.</exception>
    public LoadedCheckpoint Load(IReadOnlyList<string> warnings) => new()
    {
        Step = Manifest.Step,
        Arrays = StateArrays.Read([.. _files.Keys.Where(IsArrays).Select(name => SafetensorsFile.Read(_files[name], PathOf(name)))]),
        StateJson = Encoding.UTF8.GetString(Bytes(CheckpointFolder.StateName)),
        Folder = _folder.Path,
        ConfigHash = Manifest.ConfigHash,
        IsThinned = IsThinned,
        Warnings = [.. warnings],
    };

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private static bool IsArrays(string name) => Path.GetExtension(name) == Path.GetExtension(CheckpointFolder.ArraysName);

    private string Open(ManifestFile file)
    {
        var path = PathOf(file.Name);
        try
        {
            // Looked at before it is opened, because opening a pipe may hang.
            var found = new FileInfo(path);
            if (!found.Exists)
                return file.NewestOnly ? "" : $"{file.Name} is missing";
            if (found.Length != file.Length)
                return $"{file.Name} has {found.Length} bytes instead of {file.Length}";
            _files[file.Name] = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return "";
        }
        catch (FileNotFoundException) when (file.NewestOnly)
        {
            return "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{file.Name} cannot be read";
        }
    }

    private string Digest(ManifestFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        for (long at = 0; at < file.Length; at += buffer.Length)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - at));
            InputFile.ReadExactly(_files[file.Name], at, piece, PathOf(file.Name));
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private byte[] Bytes(string name)
    {
        if (!_files.TryGetValue(name, out var file) || RandomAccess.GetLength(file) > LongestState)
            throw new InputException($"{PathOf(name)}: expected a small file of counters, found {(file is null ? "none" : "a larger one")}; delete this checkpoint.");
        var bytes = new byte[RandomAccess.GetLength(file)];
        InputFile.ReadExactly(file, 0, bytes, PathOf(name));
        return bytes;
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name);
}
