using System.Security.Cryptography;

namespace Cleave.Runs.Manifests;

/// <summary>The digest of a log that only grows; each reading goes on where the last one ended.</summary>
internal sealed class LogDigest(string folder, string name) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _length;

    /// <summary>The log as it is now, to be found again as the beginning of what it becomes.</summary>
    public ManifestFile Read()
    {
        using var stream = new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _length;
        while (stream.Read(_buffer) is > 0 and var read)
        {
            _hash.AppendData(_buffer, 0, read);
            _length += read;
        }

        return new ManifestFile(name, _length, Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    /// <summary>The digest of the first bytes of a file; null where it has fewer.</summary>
    public static string? OfBeginning(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < length)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var rest = length; rest > 0;)
        {
            var read = stream.Read(buffer.AsSpan(0, (int)Math.Min(rest, buffer.Length)));
            if (read == 0)
                return null;
            hash.AppendData(buffer, 0, read);
            rest -= read;
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();
}
