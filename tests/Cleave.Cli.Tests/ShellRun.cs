using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cleave.Cli.Tests;

/// <summary>The program started by a shell, so that a test can take its output away, or send it a signal.</summary>
internal static class ShellRun
{
    private const int LongestSession = 120_000;

    public const int Hangup = 1;
    public const int Quit = 3;
    public const int Terminate = 15;

    /// <summary>Runs to the end; <paramref name="redirection"/> is the shell's, such as <c>&gt;/dev/full</c>.</summary>
    public static Outcome Complete(string redirection, params string[] arguments)
    {
        using var child = Start(redirection, arguments);
        var error = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        return new Outcome(End(child), output, error.GetAwaiter().GetResult());
    }

    /// <summary>Sends a signal once a line of output begins with a text.</summary>
    public static Outcome Signal(int signal, string afterLine, params string[] arguments)
    {
        using var child = Start("", arguments);
        var error = child.StandardError.ReadToEndAsync();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (!line.StartsWith(afterLine, StringComparison.Ordinal))
                continue;
            _ = Send(child.Id, signal);
            break;
        }

        var rest = child.StandardOutput.ReadToEnd();
        return new Outcome(End(child), rest, error.GetAwaiter().GetResult());
    }

    private static Process Start(string redirection, string[] arguments) => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", $"exec \"$0\" \"$@\" {redirection}", "dotnet", Path.Combine(AppContext.BaseDirectory, "cleave.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static int End(Process child)
    {
        if (child.WaitForExit(LongestSession))
            return child.ExitCode;
        child.Kill();
        throw new TimeoutException("cleave did not end");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
