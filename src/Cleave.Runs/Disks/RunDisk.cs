namespace Cleave.Runs.Disks;

/// <summary>A run's disk: every call that fails ends as a <see cref="RunDiskException"/>, which names the file and says what to do.</summary>
public sealed class RunDisk(IDisk inner) : IDisk
{
    /// <summary>The operating system's file system.</summary>
    public RunDisk()
        : this(new RealDisk())
    {
    }

    /// <inheritdoc/>
    public void CreateFolder(string path) => RunDiskException.Guard(path, () => inner.CreateFolder(path));

    /// <inheritdoc/>
    public Stream Create(string path) => new NamedStream(path, RunDiskException.Guard(path, () => inner.Create(path)));

    /// <inheritdoc/>
    public Stream Append(string path) => new NamedStream(path, RunDiskException.Guard(path, () => inner.Append(path)));

    /// <inheritdoc/>
    public void Sync(Stream stream)
    {
        var named = (NamedStream)stream;
        RunDiskException.Guard(named.Path, () => inner.Sync(named.Inner));
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => RunDiskException.Guard(to, () => inner.Rename(from, to));

    /// <inheritdoc/>
    public void SyncFolder(string path) => RunDiskException.Guard(path, () => inner.SyncFolder(path));

    /// <inheritdoc/>
    public void Delete(string path) => RunDiskException.Guard(path, () => inner.Delete(path));

    private sealed class NamedStream(string path, Stream inner) : WriteStream
    {
        public string Path => path;

        public Stream Inner => inner;

        public override long Length => inner.Length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                RunDiskException.Guard(path, () => throw failure);
            }
        }

        public override void Flush() => RunDiskException.Guard(path, inner.Flush);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                RunDiskException.Guard(path, inner.Dispose);
            base.Dispose(disposing);
        }
    }
}
