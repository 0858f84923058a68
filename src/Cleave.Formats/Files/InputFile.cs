using Microsoft.Win32.SafeHandles;

namespace Cleave.Formats.Files;

/// <summary>Opens files that others wrote. Folders, pipes and devices are refused before they are opened, because opening a pipe may hang.</summary>
public static class InputFile
{
    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <param name="form">The binary form that is expected; null where text is.</param>
    /// <exception cref="InputException">The file is absent, empty, not a regular file, not readable or of a kind that shows itself to be another.</exception>
    public static SafeFileHandle Open(string path, out long length, BinaryForm? form = null)
    {
        var handle = OpenRegular(path, out length);
        try
        {
            Span<byte> start = stackalloc byte[(int)Math.Min(length, FileKind.Start)];
            ReadExactly(handle, 0, start, path);
            var other = FileKind.Foreign(start) ?? (form is { } wanted ? FileKind.Readable(start, wanted) : null);
            return other is null ? handle : throw other.Refusal(path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The file of that name in a folder, in whatever case its name is written; null where there is none or more than one.</summary>
    public static string? Find(string folder, string name)
    {
        string exact = Path.Combine(folder, name);
        if (File.Exists(exact) || !Directory.Exists(folder))
        {
            return File.Exists(exact) ? exact : null;
        }
        var found = Directory.GetFiles(folder).Where(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The ending of a path with its dot, in lower case.</summary>
    public static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    /// <summary>Reads exactly <paramref name="target"/>.Length bytes from <paramref name="offset"/>.</summary>
    /// <exception cref="InputException">The file became shorter, or the disk failed.</exception>
    public static void ReadExactly(SafeFileHandle handle, long offset, Span<byte> target, string path)
    {
        try
        {
            while (!target.IsEmpty)
            {
                int got = RandomAccess.Read(handle, target, offset);
                if (got == 0)
                {
                    throw new InputException($"{path}: the file became shorter while it was read, try again when nothing writes to it.");
                }
                target = target[got..];
                offset += got;
            }
        }
        catch (IOException failure)
        {
            throw new InputException($"{path}: reading failed at byte {offset} ({failure.GetType().Name}), check the disk.", failure);
        }
    }

    /// <summary>Reads a whole file of at most <paramref name="maximum"/> bytes.</summary>
    /// <exception cref="InputException">The file is absent, empty, too large or not readable.</exception>
    public static byte[] ReadAll(string path, long maximum = int.MaxValue / 2, BinaryForm? form = null)
    {
        using var handle = Open(path, out long length, form);
        if (length > maximum)
        {
            throw new InputException($"{path}: the file has {length} bytes and at most {maximum} are read, split or shorten it.");
        }
        var bytes = new byte[length];
        ReadExactly(handle, 0, bytes, path);
        return bytes;
    }

    private static SafeFileHandle OpenRegular(string path, out long length)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new InputException($"{path}: expected a file but found a folder, name a file inside it.");
            }
            var info = new FileInfo(path);
            info = info.LinkTarget is null ? info : (FileInfo)(info.ResolveLinkTarget(returnFinalTarget: true) ?? info);
            if (!info.Exists)
            {
                throw new InputException($"{path}: there is no such file, check the path.");
            }
            // Pipes and devices report length 0, so nothing but a regular file gets past this line.
            if (info.Length == 0)
            {
                throw new InputException($"{path}: the file is empty or not a regular file, name one that holds data.");
            }
            var handle = File.OpenHandle(info.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            length = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{Printable.Name(path)}: cannot be read ({failure.GetType().Name}), check the path and its permissions.", failure);
        }
    }
}
