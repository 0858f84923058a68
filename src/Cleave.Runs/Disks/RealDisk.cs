using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cleave.Runs.Disks;

/// <summary>The operating system's file system.</summary>
public sealed class RealDisk : IDisk
{
    private const int BufferSize = 1 << 16;
    private const int ReadOnlyFlag = 0;

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        // The runtime would make missing parents too: of a run that was deleted meanwhile a part would stand again.
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new DirectoryNotFoundException($"The folder {path} cannot be made, its parent is gone.");
        Directory.CreateDirectory(path);
    }

    /// <inheritdoc/>
    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, BufferSize);

    /// <inheritdoc/>
    public Stream Append(string path)
    {
        // Unbuffered, because a buffer would try a failed row again in the middle of a later one.
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc/>
    public void Sync(Stream stream)
    {
        var file = (FileStream)stream;
        file.Flush();
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        // Windows has no such call; NTFS journals names itself.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // File.OpenHandle refuses folders, hence the direct call.
        var descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], ReadOnlyFlag);

        if (descriptor < 0)
        {
            throw new IOException($"The folder {path} cannot be opened to be synced.", Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
