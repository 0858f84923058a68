namespace Cleave.Formats.Files;

/// <summary>
/// Compares memory that is about to be taken with what the machine has left, so that sizes found in a file or a config are refused
/// in one sentence instead of ending the process.
/// </summary>
public static class MemoryReckoning
{
    private const double Gigabyte = 1e9;

    /// <summary>Bytes that this process may still take: what the system calls available, within the limit of its container.</summary>
    public static long Available()
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        return Math.Max(0, Math.Min(limit, LinuxAvailable() ?? limit));
    }

    /// <summary>Refuses what does not fit into the memory left.</summary>
    /// <param name="what">The place and what is wanted there, as a sentence goes on with "needs 70.0 GB of memory".</param>
    /// <param name="bytes">Bytes that it takes, reckoned before any of them is allocated.</param>
    /// <param name="advice">What to do, without a full stop.</param>
    /// <exception cref="InputException">There is less.</exception>
    public static void Refuse(string what, Int128 bytes, string advice)
    {
        // Little is never refused: the reading of what is available costs more than it.
        if (bytes > 16 << 20)
        {
            Refuse(what, bytes, advice, Available());
        }
    }

    /// <summary>Refuses what does not fit into <paramref name="available"/> bytes.</summary>
    /// <param name="what">The place and what is wanted there, as a sentence goes on with "needs 70.0 GB of memory".</param>
    /// <param name="bytes">Bytes that it takes.</param>
    /// <param name="advice">What to do, without a full stop.</param>
    /// <param name="available">Bytes there are.</param>
    /// <exception cref="InputException">There is less.</exception>
    public static void Refuse(string what, Int128 bytes, string advice, long available)
    {
        if (bytes > available)
        {
            throw new InputException(FormattableString.Invariant(
                $"{what} needs {(double)bytes / Gigabyte:N1} GB of memory and {available / Gigabyte:N1} GB are available, {advice}."));
        }
    }

    private static long? LinuxAvailable()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        try
        {
            string? line = File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] && long.TryParse(kilobytes, out long value) ? value << 10 : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;   // a sandbox may hide the file; the limit of the process still holds
        }
    }
}
