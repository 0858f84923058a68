using Cleave.Runs.Disks;

namespace Cleave.Runs.Manifests;

/// <summary>JSON that ends with the digest of everything else in it, so that a change of any byte is found.</summary>
internal static class SealedJson
{
    private const string Key = "\"sha256\": \"";
    private const int DigestLength = 64;

    /// <summary>Fills in the digest.</summary>
    /// <param name="json">A document whose last value is an empty text at the key sha256.</param>
    public static string Seal(string json) => json.Insert(json.LastIndexOf(Key, StringComparison.Ordinal) + Key.Length, DurableFile.DigestOfText(json));

    /// <summary>Whether a document is what was sealed.</summary>
    public static bool IsIntact(string text)
    {
        var start = text.LastIndexOf(Key, StringComparison.Ordinal) + Key.Length;
        return start >= Key.Length && start + DigestLength <= text.Length
            && DurableFile.DigestOfText(text.Remove(start, DigestLength)) == text.Substring(start, DigestLength);
    }
}
