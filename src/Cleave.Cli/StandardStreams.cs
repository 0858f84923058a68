using System.Globalization;

namespace Cleave.Cli;

/// <summary>The process's standard output and error, as far as they were given to it.</summary>
internal static class StandardStreams
{
    private const int OutputNumber = 1;
    private const int ErrorNumber = 2;

    public static TextWriter Out => Open(OutputNumber) ? Console.Out : new ClosedWriter();

    public static TextWriter Error => Open(ErrorNumber) ? Console.Error : new ClosedWriter();

    /// <summary>Columns of a line: the terminal's, else what COLUMNS says, else a fixed number.</summary>
    public static int Width
    {
        get
        {
            if (!Console.IsOutputRedirected && Console.WindowWidth is > 0 and var columns)
                return columns;
            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) && told is >= 20 and <= 10_000
                ? told
                : Terminal.PipedWidth;
        }
    }

    // When a stream was closed before the start, its number goes to the first file that the runtime opens for itself: one for reading,
    // or a pipe whose other end is here too. Writing there would disturb the runtime. Other systems than Linux have no such list.
    private static bool Open(int number)
    {
        if (!OperatingSystem.IsLinux() || Target(number) is not { } target)
            return !OperatingSystem.IsLinux();
        return CanWrite(number) && !(target.StartsWith("pipe:", StringComparison.Ordinal) && Numbers().Any(n => Target(n) == target && !CanWrite(n)));
    }

    private static IEnumerable<int> Numbers() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(p => int.Parse(Path.GetFileName(p), CultureInfo.InvariantCulture));

    private static string? Target(int number)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{number}").LinkTarget;
        }
        catch (IOException)
        {
            return null;   // closed since it was listed
        }
    }

    // The last octal digit of the flags is the way it was opened: 0 is for reading alone.
    private static bool CanWrite(int number)
    {
        try
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{number}").First(l => l.StartsWith("flags:", StringComparison.Ordinal)).TrimEnd();
            return ((flags[^1] - '0') & 3) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class ClosedWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("it is closed");
    }
}
