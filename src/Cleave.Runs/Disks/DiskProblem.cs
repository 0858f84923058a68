namespace Cleave.Runs.Disks;

/// <summary>Why a call on a disk failed, as the operating system told it.</summary>
public enum DiskProblem
{
    /// <summary>Something else, told by its number.</summary>
    Other,

    /// <summary>No space, or the quota is used up.</summary>
    Full,

    /// <summary>A limit on the size of files was reached.</summary>
    TooLarge,

    /// <summary>The file system takes no writes.</summary>
    ReadOnly,

    /// <summary>The user may not do that.</summary>
    Denied,

    /// <summary>The file or its folder does not exist any more.</summary>
    Gone,

    /// <summary>The device failed.</summary>
    Broken,

    /// <summary>Another process holds a lock on the file.</summary>
    Held,
}

/// <summary>Tells problems apart by the system's error numbers.</summary>
internal static class DiskProblems
{
    // The runtime hands on errno as it is; Windows' own codes come with a facility in the upper half.
    private const int Win32 = unchecked((int)0x80070000);

    /// <summary>The problem behind a failed call, and the system's number.</summary>
    public static (DiskProblem Problem, int Number) Of(Exception failure)
    {
        var number = Number(failure);
        return (failure is FileNotFoundException or DirectoryNotFoundException ? DiskProblem.Gone
            : OperatingSystem.IsWindows() ? OfWindows(number)
            : OfErrno(number) is DiskProblem.Other && failure is UnauthorizedAccessException ? DiskProblem.Denied
            : OfErrno(number), number);
    }

    private static int Number(Exception failure) =>
        failure is UnauthorizedAccessException { InnerException: IOException inner } ? inner.HResult : failure.HResult;

    private static DiskProblem OfErrno(int number) => number switch
    {
        28 => DiskProblem.Full,
        122 when !OperatingSystem.IsMacOS() => DiskProblem.Full,
        69 when OperatingSystem.IsMacOS() => DiskProblem.Full,
        27 => DiskProblem.TooLarge,
        30 => DiskProblem.ReadOnly,
        1 or 13 => DiskProblem.Denied,
        2 or 20 => DiskProblem.Gone,
        5 or 6 or 19 => DiskProblem.Broken,
        11 when !OperatingSystem.IsMacOS() => DiskProblem.Held,
        35 when OperatingSystem.IsMacOS() => DiskProblem.Held,
        _ => DiskProblem.Other,
    };

    private static DiskProblem OfWindows(int number) => (number - Win32) switch
    {
        39 or 112 or 1295 => DiskProblem.Full,
        223 => DiskProblem.TooLarge,
        19 => DiskProblem.ReadOnly,
        5 => DiskProblem.Denied,
        2 or 3 => DiskProblem.Gone,
        23 or 1117 => DiskProblem.Broken,
        32 or 33 => DiskProblem.Held,
        _ => DiskProblem.Other,
    };
}
