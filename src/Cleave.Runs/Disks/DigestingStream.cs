using System.Security.Cryptography;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Disks;

/// <summary>Passes writes on and hashes what was meant to be written, so that a disk which loses bytes is caught by the digest.</summary>
internal sealed class DigestingStream(Stream inner) : WriteStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private long _length;

    public override long Length => _length;

    public ManifestFile Describe(string name) => new(name, _length, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
