using Cleave.Models;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Grids;

/// <summary>Passes what a cell's run reports on to the grid's observer, one call at a time.</summary>
internal sealed class CellObserver : IRunObserver
{
    private readonly Cell _cell;
    private readonly IGridObserver _observer;
    private readonly Lock _telling;

    public CellObserver(Cell cell, long step, IGridObserver observer, Lock telling)
    {
        (_cell, _observer, _telling) = (cell, observer, telling);
        lock (_telling)
            _observer.Began(cell, step);
    }

    public void Began(string what)
    {
    }

    public void Progressed(WorkDone work)
    {
    }

    public void Stepped(long finished)
    {
    }

    public void Logged(RunRow row)
    {
        lock (_telling)
            _observer.Logged(_cell, row);
    }

    public void Saved(string folder)
    {
    }
}
