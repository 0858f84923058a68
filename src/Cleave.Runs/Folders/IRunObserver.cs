using Cleave.Decomposition.Training;
using Cleave.Models;

namespace Cleave.Runs.Folders;

/// <summary>A logged step.</summary>
/// <param name="Report">What it measured.</param>
/// <param name="Seconds">Training time of the run so far, earlier sessions included.</param>
public sealed record RunRow(StepReport Report, double Seconds);

/// <summary>Looks on while a run works; must not fail.</summary>
public interface IRunObserver
{
    /// <summary>Something longer begins, such as the warm-up or the evaluation.</summary>
    void Began(string what);

    /// <summary>How far is what began last; said often.</summary>
    void Progressed(WorkDone work);

    /// <summary>A step is done.</summary>
    void Stepped(long finished);

    /// <summary>A step was logged.</summary>
    void Logged(RunRow row);

    /// <summary>A checkpoint is safe.</summary>
    void Saved(string folder);
}
