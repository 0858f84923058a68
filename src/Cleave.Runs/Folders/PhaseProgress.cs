using Cleave.Models;

namespace Cleave.Runs.Folders;

/// <summary>Passes the progress of one phase of a run on to who looks on, if anyone does.</summary>
public sealed class PhaseProgress : IProgress<WorkDone>
{
    private readonly IRunObserver _observer;

    private PhaseProgress(IRunObserver observer) => _observer = observer;

    /// <summary>Says that a phase begins.</summary>
    public static PhaseProgress? Begin(IRunObserver? observer, string what)
    {
        observer?.Began(what);
        return observer is null ? null : new PhaseProgress(observer);
    }

    /// <inheritdoc/>
    public void Report(WorkDone value) => _observer.Progressed(value);
}
