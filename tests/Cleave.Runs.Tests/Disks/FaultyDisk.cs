using Cleave.Runs.Disks;

namespace Cleave.Runs.Tests.Disks;

internal enum Fault
{
    DiskFull,
    InputOutput,
    ShortWrite,
}

/// <summary>Fails the n-th call, counted from one over all operations and writes.</summary>
internal sealed class FaultyDisk(int failAt, Fault fault) : IDisk
{
    private readonly RealDisk _disk = new();

    private int _calls;

    public bool Failed => _calls >= failAt;

    public void CreateFolder(string path) => Do(() => _disk.CreateFolder(path));

    public Stream Create(string path)
    {
        Do(() => { });

        return new FaultyStream(this, _disk.Create(path));
    }

    public Stream Append(string path)
    {
        Do(() => { });

        return new FaultyStream(this, _disk.Append(path));
    }

    public void Sync(Stream stream) => Do(() => _disk.Sync(((FaultyStream)stream).Inner));

    public void Rename(string from, string to) => Do(() => _disk.Rename(from, to));

    public void SyncFolder(string path) => Do(() => _disk.SyncFolder(path));

    public void Delete(string path) => Do(() => _disk.Delete(path));

    private void Do(Action act)
    {
        if (++_calls == failAt)
        {
            throw new IOException(fault == Fault.InputOutput ? "Input/output error" : "No space left on device");
        }

        act();
    }

    private sealed class FaultyStream(FaultyDisk disk, Stream inner) : ForwardingStream(inner)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (disk._calls + 1 == disk.FailAt && disk.Kind == Fault.ShortWrite)
            {
                Inner.Write(buffer[..(buffer.Length / 2)]);
                Inner.Flush();
            }

            disk.Do(() => { });
            Inner.Write(buffer);
        }
    }

    private int FailAt => failAt;

    private Fault Kind => fault;
}
