using System.Diagnostics;
using Cleave.Models;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Views;

/// <summary>A line now and then about a phase that takes long, and none about one that does not.</summary>
internal sealed class SlowProgress(TextWriter writer) : IRunObserver
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceLine = new();
    private Phase _phase = new("");

    public void Began(string what)
    {
        _phase = new Phase($"{char.ToUpperInvariant(what[0])}{what[1..]}");
        _sinceLine.Restart();
    }

    public void Progressed(WorkDone work)
    {
        _phase.Progressed(work);
        if (_sinceLine.Elapsed < Every)
            return;
        _sinceLine.Restart();
        writer.WriteLine(_phase.Describe());
    }

    public void Stepped(long finished)
    {
    }

    public void Logged(RunRow row)
    {
    }

    public void Saved(string folder)
    {
    }
}
