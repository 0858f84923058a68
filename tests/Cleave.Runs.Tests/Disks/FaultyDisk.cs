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
    private static readonly int NoSpaceLeft = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;
    private static readonly int InputOutputError = OperatingSystem.IsWindows() ? unchecked((int)0x8007045D) : 5;

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
            throw fault == Fault.InputOutput ? new IOException("Input/output error", InputOutputError) : new IOException("No space left on device", NoSpaceLeft);
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
