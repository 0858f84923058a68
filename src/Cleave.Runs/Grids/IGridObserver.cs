using Cleave.Runs.Folders;

namespace Cleave.Runs.Grids;

/// <summary>Looks on while a grid works; must not fail. Calls come from several threads, one at a time.</summary>
public interface IGridObserver
{
    /// <summary>A cell is started or continued; cells that were finished before are not.</summary>
    void Began(Cell cell, long step);

    /// <summary>A step of a cell was logged.</summary>
    void Logged(Cell cell, RunRow row);

    /// <summary>A cell is done, now or already before.</summary>
    /// <param name="result">What became of it.</param>
    /// <param name="ended">Cells done so far.</param>
    /// <param name="cells">All cells.</param>
    void Ended(CellResult result, int ended, int cells);
}
