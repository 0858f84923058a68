using Cleave.Runs.Disks;

namespace Cleave.Runs.Tests.Disks;

internal sealed class PowerLoss : Exception;

/// <summary>
/// Works on a real folder and keeps beside it a model of what a power cut may leave: content and names that were synced,
/// plus any subset of those that were not, writes possibly torn at a sector.
/// </summary>
internal sealed class CrashDisk(string root, int cutAt) : IDisk
{
    private const int Sector = 512;

    private readonly RealDisk _disk = new();
    private readonly Node _root = new();

    private int _calls;

    public void CreateFolder(string path)
    {
        Tick();

        if (!Directory.Exists(path))
        {
            _disk.CreateFolder(path);
            Enter(path, new Node());
        }
    }

    public Stream Create(string path)
    {
        Tick();
        var stream = _disk.Create(path);
        var node = new Node();
        Enter(path, node);

        return new RecordingStream(this, node, stream);
    }

    public Stream Append(string path) => throw new NotSupportedException();

    public void Sync(Stream stream)
    {
        Tick();
        ((RecordingStream)stream).Node.SyncContent();
    }

    public void Rename(string from, string to)
    {
        Tick();
        _disk.Rename(from, to);
        var node = Find(from);
        Change(from, names => { names.Remove(Path.GetFileName(from)); names[Path.GetFileName(to)] = node; });
    }

    public void SyncFolder(string path)
    {
        Tick();
        Find(path).SyncNames();
    }

    public void Delete(string path)
    {
        Tick();
        _disk.Delete(path);
        Change(path, names => names.Remove(Path.GetFileName(path)));
    }

    /// <summary>Writes what the power cut left into a fresh folder.</summary>
    public void Recover(string into, Random luck) => _root.Recover(into, luck);

    private void Tick()
    {
        if (++_calls >= cutAt)
        {
            throw new PowerLoss();
        }
    }

    private void Enter(string path, Node node) => Change(path, names => names[Path.GetFileName(path)] = node);

    private void Change(string path, Action<Dictionary<string, Node>> change) => Find(Path.GetDirectoryName(path)!).ChangeNames(change);

    private Node Find(string path) =>
        Path.GetRelativePath(root, path).Split('/').Where(part => part != ".").Aggregate(_root, (node, part) => node.Live[part]);

    private sealed class RecordingStream(CrashDisk disk, Node node, Stream inner) : ForwardingStream(inner)
    {
        public Node Node => node;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            disk.Tick();
            node.Write(buffer);
            Inner.Write(buffer);
        }
    }

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _names = [];
        private readonly List<Action<Dictionary<string, Node>>> _unsyncedNames = [];
        private readonly List<(int At, byte[] Bytes)> _unsynced = [];

        private byte[] _content = [];
        private int _length;

        public Dictionary<string, Node> Live { get; } = [];

        private bool IsFile { get; set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            IsFile = true;
            _unsynced.Add((_length, bytes.ToArray()));
            _length += bytes.Length;
        }

        public void SyncContent()
        {
            _content = Apply(_unsynced);
            _unsynced.Clear();
        }

        public void ChangeNames(Action<Dictionary<string, Node>> change)
        {
            change(Live);
            _unsyncedNames.Add(change);
        }

        public void SyncNames()
        {
            _unsyncedNames.ForEach(change => change(_names));
            _unsyncedNames.Clear();
        }

        public void Recover(string path, Random luck)
        {
            if (IsFile)
            {
                File.WriteAllBytes(path, Apply(_unsynced.Where(_ => luck.Next(2) == 0).Select(write => Torn(write, luck))));

                return;
            }

            Directory.CreateDirectory(path);
            var names = new Dictionary<string, Node>(_names);
            _unsyncedNames.Where(_ => luck.Next(2) == 0).ToList().ForEach(change => change(names));

            foreach (var (name, node) in names)
            {
                node.Recover(System.IO.Path.Combine(path, name), luck);
            }
        }

        private static (int At, byte[] Bytes) Torn((int At, byte[] Bytes) write, Random luck) =>
            luck.Next(3) > 0 ? write : (write.At, write.Bytes[..Math.Min(write.Bytes.Length, Sector * luck.Next(3))]);

        private byte[] Apply(IEnumerable<(int At, byte[] Bytes)> writes)
        {
            var result = _content;

            foreach (var (at, bytes) in writes)
            {
                Array.Resize(ref result, Math.Max(result.Length, at + bytes.Length));
                bytes.CopyTo(result, at);
            }

            return [.. result];
        }
    }
}
