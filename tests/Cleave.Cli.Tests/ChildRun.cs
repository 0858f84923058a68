using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Tests;

/// <summary>A run whose every session is a process of its own, which a test can end at any moment.</summary>
internal sealed class ChildRun(string folder, params string[] arguments)
{
    public const int InterruptSignal = 2;
    public const int KillSignal = 9;
    public const int TerminateSignal = 15;

    private const int LongestSession = 120_000;

    /// <summary>What the shell calls the end by SIGKILL.</summary>
    public const int Killed = 128 + KillSignal;

    /// <summary>Whether this process, and so its children, was started with SIGINT ignored; known on Linux.</summary>
    public static bool IgnoresInterrupts => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (Convert.ToUInt64(ignored[7..].Trim(), 16) & (1UL << (InterruptSignal - 1))) != 0;

    /// <summary>The run's folder.</summary>
    public string Path => folder;

    /// <summary>Whether it got as far as being a run.</summary>
    public bool IsRun => Folder.Exists;

    /// <summary>The step of the newest checkpoint; 0 where there is none yet.</summary>
    public long SavedStep => Folder.SavedStep ?? 0;

    /// <summary>Steps whose metrics are kept.</summary>
    public IEnumerable<long> LoggedSteps => Folder.ReadMetrics().Select(row => row.Step);

    /// <summary>Files and folders that have no name yet or none any more.</summary>
    public IReadOnlyList<string> Leftovers => [.. Entries().Where(name => name.Contains(".tmp", StringComparison.Ordinal) || name.Contains(".deleted-", StringComparison.Ordinal))];

    /// <summary>Whether a run was begun that had saved nothing.</summary>
    public bool IsBegun => Folder.IsBegun;

    /// <summary>Everything in the folder, by relative name.</summary>
    public IEnumerable<string> Entries() => !Directory.Exists(Folder.Path) ? [] :
        Directory.EnumerateFileSystemEntries(Folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => System.IO.Path.GetRelativePath(Folder.Path, path)).Order(StringComparer.Ordinal);

    /// <summary>Removes the folder.</summary>
    public void Delete() => Directory.Delete(Folder.Path, recursive: true);

    /// <summary>Digest of a file.</summary>
    public string DigestOf(string name) => Digest(System.IO.Path.Combine(Folder.Path, name));

    private RunFolder Folder { get; } = new(folder);

    /// <summary>The newest checkpoint's step and the digests of its files of state.</summary>
    public (long Step, string Digests) State()
    {
        var newest = Folder.LoadNewest();
        string[] names = ["state.safetensors", "adversary.safetensors", "state.json"];
        var digests = names.Select(name => Digest(System.IO.Path.Combine(newest.Folder, name)));
        return (newest.Step, string.Join(' ', digests));
    }

    /// <summary>Works to the end; answers what it said and when, the start and the end included.</summary>
    public IReadOnlyList<(string Line, TimeSpan At)> Complete(int threads)
    {
        using var child = Start(threads);
        var clock = Stopwatch.StartNew();
        List<(string, TimeSpan)> said = [("", TimeSpan.Zero)];
        while (child.StandardOutput.ReadLine() is { } line)
            said.Add((line, clock.Elapsed));
        var (code, error) = End(child);
        if (code != 0)
            throw new InvalidOperationException($"cleave ended with {code}: {error} after {said[^1].Item1}");
        return [.. said, ("", clock.Elapsed)];
    }

    /// <summary>Works until it ends by itself; returns its exit code and what it complained of.</summary>
    public (int Code, string Error) Fail()
    {
        using var child = Start(1);
        child.StandardOutput.ReadToEnd();
        return End(child);
    }

    /// <summary>Kills the process a moment after it has reported a step; returns its exit code.</summary>
    public int Kill(int threads, long afterStep, int milliseconds) =>
        Signal(threads, line => StepOf(line) >= afterStep, TimeSpan.FromMilliseconds(milliseconds), KillSignal).Code;

    /// <summary>Sends a signal after a step; returns the exit code and what it complained of.</summary>
    public (int Code, string Error) Signal(int signal, long afterStep) => Signal(1, line => StepOf(line) >= afterStep, TimeSpan.Zero, signal);

    /// <summary>Sends a signal some time after a line that fits; the empty line is the start.</summary>
    public (int Code, string Error) Signal(int threads, Predicate<string> fits, TimeSpan delay, int signal)
    {
        using var child = Start(threads);
        var output = child.StandardOutput;
        for (var line = ""; line is not null; line = output.ReadLine())
        {
            if (!fits(line))
                continue;
            Thread.Sleep(delay);
            _ = Send(child.Id, signal);
            break;
        }

        output.ReadToEnd();
        return End(child);
    }

    private Process Start(int threads) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [System.IO.Path.Combine(AppContext.BaseDirectory, "cleave.dll"), "decompose", .. arguments, "--out", Folder.Path, "--threads", $"{threads}"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static (int Code, string Error) End(Process child)
    {
        var error = child.StandardError.ReadToEnd();
        if (child.WaitForExit(LongestSession))
            return (child.ExitCode, error);
        child.Kill();
        throw new TimeoutException($"cleave did not end: {error}");
    }

    // Lines before the first step count as step 0, so that a kill may come before the first checkpoint.
    private static long StepOf(string line) =>
        line.StartsWith("step ", StringComparison.Ordinal) ? long.Parse(line[5..].Split('/')[0]) : line.Length == 0 ? -1 : 0;

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
