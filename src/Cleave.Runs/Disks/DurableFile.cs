using System.Security.Cryptography;
using System.Text;

namespace Cleave.Runs.Disks;

/// <summary>Whole-file writes that a crash can undo but never tear.</summary>
public static class DurableFile
{
    /// <summary>Replaces <paramref name="path"/>: written aside, synced, renamed, folder synced.</summary>
    public static void Replace(IDisk disk, string path, string text) => Replace(disk, path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Replaces <paramref name="path"/>: written aside, synced, renamed, folder synced.</summary>
    public static void Replace(IDisk disk, string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var aside = Path.Combine(folder, $".{Path.GetFileName(full)}.tmp-{RandomSuffix()}");

        try
        {
            // Open until it has its name: what nobody holds open is a leftover, which a run's writer sweeps away.
            using var stream = disk.Create(aside);
            write(stream);
            disk.Sync(stream);
            disk.Rename(aside, full);
        }
        catch
        {
            DeleteQuietly(disk, aside);
            throw;
        }

        disk.SyncFolder(folder);
    }

    /// <summary>Writes a new file and syncs it.</summary>
    public static void WriteSynced(IDisk disk, string path, string text) =>
        WriteSynced(disk, path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a new file and syncs it.</summary>
    public static void WriteSynced(IDisk disk, string path, Action<Stream> write)
    {
        using var stream = disk.Create(path);
        write(stream);
        disk.Sync(stream);
    }

    /// <summary>Creates a folder with its missing parents, each of them synced into the one above.</summary>
    public static void CreateFolder(IDisk disk, string path)
    {
        var full = Path.GetFullPath(path);

        if (Directory.Exists(full) || Path.GetDirectoryName(full) is not { } parent)
        {
            return;
        }

        CreateFolder(disk, parent);
        disk.CreateFolder(full);
        disk.SyncFolder(parent);
    }

    /// <summary>SHA-256 of a file in lower-case hex.</summary>
    public static string Digest(string path)
    {
        using var stream = File.OpenRead(path);

        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>SHA-256 of a text in lower-case hex.</summary>
    public static string DigestOfText(string text) => DigestOf(Encoding.UTF8.GetBytes(text));

    /// <summary>SHA-256 of bytes in lower-case hex.</summary>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static string RandomSuffix() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    internal static void DeleteQuietly(IDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Something is already going wrong; the leftover is ignored by every reader and must not hide the cause.
        }
    }
}
