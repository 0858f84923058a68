namespace Cleave.Runs.Disks;

/// <summary>A call on a run's disk failed. The message is one sentence: the file, the cause, what stands, what to do.</summary>
public sealed class RunDiskException : IOException
{
    private readonly int _number;

    private RunDiskException(string path, DiskProblem problem, int number, string standing, Exception cause)
        : base($"{path}: {Said(problem, number)}; {standing}{Advice(problem)}.", cause) =>
        (Path, Problem, _number) = (path, problem, number);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The cause.</summary>
    public DiskProblem Problem { get; }

    /// <summary>The same failure in a run whose newest checkpoint is of that step, null where there is none yet.</summary>
    public RunDiskException After(long? step) => Problem == DiskProblem.Gone ? this : new RunDiskException(
        Path, Problem, _number, step is null ? "nothing was saved yet, " : $"the checkpoint of step {step} stands, ", InnerException!);

    /// <summary>Calls the disk and puts what fails into words.</summary>
    /// <exception cref="RunDiskException">When the call fails.</exception>
    public static T Guard<T>(string path, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return call();
        }
        catch (Exception failure) when (failure is IOException and not RunDiskException or UnauthorizedAccessException)
        {
            var (problem, number) = DiskProblems.Of(failure);
            throw new RunDiskException(path, problem, number, "", failure);
        }
    }

    /// <inheritdoc cref="Guard{T}(string, Func{T})"/>
    public static void Guard(string path, Action call) => Guard(path, () =>
    {
        call();
        return true;
    });

    private static string Said(DiskProblem problem, int number) => problem switch
    {
        DiskProblem.Full => "the disk is full or its quota used up",
        DiskProblem.TooLarge => "the file would be larger than the system allows",
        DiskProblem.ReadOnly => "the file system is read-only",
        DiskProblem.Denied => "the system denied permission",
        DiskProblem.Gone => "the file or its folder was deleted or moved",
        DiskProblem.Broken => "the disk reported an input/output error",
        DiskProblem.Held => "another process holds the file",
        _ => $"the system refused with error {number}",
    };

    private static string Advice(DiskProblem problem) => problem switch
    {
        DiskProblem.Full => "make room and give the same command again",
        DiskProblem.TooLarge => "raise the limit and give the same command again",
        DiskProblem.ReadOnly => "make it writable or name a folder elsewhere",
        DiskProblem.Denied => "change the permissions or name a folder elsewhere",
        DiskProblem.Gone => "put it back and give the same command again, or start anew",
        DiskProblem.Broken => "check the disk before going on",
        DiskProblem.Held => "close the other program and give the same command again",
        _ => "check the disk and give the same command again",
    };
}
