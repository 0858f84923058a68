namespace Cleave.Formats.Files;

/// <summary>Replaces a file so that a crash at any instant leaves either the old content or the new one.</summary>
public static class DurableFile
{
    /// <summary>Writes to a temporary sibling, forces it to the disk and renames it over <paramref name="path"/>.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full or failed; <paramref name="path"/> is then untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.tmp-{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush();
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes <paramref name="bytes"/> as the whole content of <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The disk is full or failed; <paramref name="path"/> is then untouched.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));
}
