namespace Cleave.Cli;

/// <summary>
/// Says in one sentence what nothing else has caught, on whatever thread it happens, and ends with exit code 1; no user sees the
/// runtime's own report. CLEAVE_TRACE=1 adds the trace for a bug report.
/// </summary>
internal sealed class LastResort : IDisposable
{
    private const string Variable = "CLEAVE_TRACE";

    private readonly Terminal _terminal;

    public LastResort(Terminal terminal)
    {
        _terminal = terminal;
        AppDomain.CurrentDomain.UnhandledException += End;
        TaskScheduler.UnobservedTaskException += Tell;
    }

    /// <summary>What to say of an exception that no verb expects.</summary>
    /// <param name="verb">What was asked for, such as <c>decompose</c>, or empty.</param>
    /// <param name="failure">What happened.</param>
    public static string Sentence(string verb, Exception failure) => failure is OutOfMemoryException
        ? $"{Command(verb)} needs more memory than it can get; ask for less at once (a smaller batch, fewer subcomponents), or free some."
        : $"{Command(verb)} ended because of a fault in Cleave, not in what you gave it ({Reason(failure)}); please report it with the output of the same command after '{Variable}=1'.";

    /// <summary>The trace of a failure, where the user asked for it.</summary>
    public static void Trace(Terminal terminal, Exception failure)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not (null or "" or "0"))
            terminal.Error.WriteLine(failure.ToString());
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= End;
        TaskScheduler.UnobservedTaskException -= Tell;
    }

    private static string Command(string verb) => verb.Length == 0 ? "cleave" : $"cleave {verb}";

    // The first line alone, and nothing of "(Parameter 'name')": names of our own variables tell a user nothing.
    private static string Reason(Exception failure)
    {
        var line = failure.Message.AsSpan().Trim();
        line = line[..(line.IndexOfAny('\r', '\n') is >= 0 and var end ? end : line.Length)];
        line = line[..(line.IndexOf(" (Parameter") is >= 0 and var parameter ? parameter : line.Length)];
        return line.TrimEnd('.').ToString();
    }

    // Ending here keeps the runtime from printing its own report and from dumping core.
    private void End(object sender, UnhandledExceptionEventArgs ending)
    {
        if (ending.ExceptionObject is Exception failure)
            Say(failure);
        Environment.Exit(ExitCode.Failed);
    }

    private void Tell(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        unobserved.SetObserved();
        Say(unobserved.Exception.InnerException ?? unobserved.Exception);
    }

    private void Say(Exception failure)
    {
        _terminal.Error.WriteLine($"cleave: {Sentence("", failure)}");
        Trace(_terminal, failure);
    }
}
