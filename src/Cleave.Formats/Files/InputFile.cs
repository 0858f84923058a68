using Microsoft.Win32.SafeHandles;

namespace Cleave.Formats.Files;

/// <summary>Opens files that others wrote. Folders, pipes and devices are refused before they are opened, because opening a pipe may hang.</summary>
public static class InputFile
{
    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <exception cref="InputException">The file is absent, empty, not a regular file or not readable.</exception>
    public static SafeFileHandle Open(string path, out long length)
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
    public static byte[] ReadAll(string path, long maximum = int.MaxValue / 2)
    {
        using var handle = Open(path, out long length);
        if (length > maximum)
        {
            throw new InputException($"{path}: the file has {length} bytes and at most {maximum} are read, split or shorten it.");
        }
        var bytes = new byte[length];
        ReadExactly(handle, 0, bytes, path);
        return bytes;
    }
}
