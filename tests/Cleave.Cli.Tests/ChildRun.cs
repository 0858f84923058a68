using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Tests;

/// <summary>A run whose every session is a process of its own, which a test can end at any moment.</summary>
internal sealed class ChildRun(string folder, params string[] arguments)
{
    private const int InterruptSignal = 2;
    private const int KillSignal = 9;
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
    public long SavedStep => new CheckpointStore(new RealDisk(), Folder.Checkpoints).Steps is [var newest, ..] ? newest : 0;

    /// <summary>Steps whose metrics are kept.</summary>
    public IEnumerable<long> LoggedSteps => Folder.ReadMetrics().Select(row => row.Step);

    /// <summary>Checkpoints that a kill left half written.</summary>
    public int TornCheckpoints => Directory.Exists(Folder.Checkpoints) ? Directory.GetDirectories(Folder.Checkpoints, ".tmp-*").Length : 0;

    private RunFolder Folder { get; } = new(folder);

    /// <summary>The newest checkpoint's step and the digests of its files of state.</summary>
    public (long Step, string Digests) State()
    {
        var newest = Folder.LoadNewest();
        string[] digests = [Digest(System.IO.Path.Combine(newest.Folder, "state.safetensors")), Digest(System.IO.Path.Combine(newest.Folder, "state.json"))];
        return (newest.Step, string.Join(' ', digests));
    }

    /// <summary>Works to the end.</summary>
    public void Complete(int threads)
    {
        using var child = Start(threads);
        var output = child.StandardOutput.ReadToEnd();
        var (code, error) = End(child);
        if (code != 0)
            throw new InvalidOperationException($"cleave ended with {code}: {error} after {output}");
    }

    /// <summary>Kills the process a moment after it has reported a step; returns its exit code.</summary>
    public int Kill(int threads, long afterStep, int milliseconds) => Signal(threads, afterStep, milliseconds, KillSignal);

    /// <summary>Presses Ctrl-C after a step; returns the exit code.</summary>
    public int Interrupt(int threads, long afterStep) => Signal(threads, afterStep, 0, InterruptSignal);

    private int Signal(int threads, long afterStep, int milliseconds, int signal)
    {
        using var child = Start(threads);
        var output = child.StandardOutput;
        while (output.ReadLine() is { } line)
        {
            if (StepOf(line) < afterStep)
                continue;
            Thread.Sleep(milliseconds);
            _ = Send(child.Id, signal);
            break;
        }

        output.ReadToEnd();
        return End(child).Code;
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
        line.StartsWith("step ", StringComparison.Ordinal) ? long.Parse(line[5..].Split('/')[0]) : 0;

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
