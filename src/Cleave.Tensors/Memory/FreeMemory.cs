namespace Cleave.Tensors;

/// <summary>The gaps in a plan's memory, in order, taken first-fit; the last one is unbounded.</summary>
internal sealed class FreeMemory
{
    private readonly List<(long Offset, long Length)> _free = [(0, long.MaxValue / 2)];

    /// <summary>Length of the memory that has been in use.</summary>
    public long Needed { get; private set; }

    /// <summary>The first place that is long enough.</summary>
    public long Take(long length)
    {
        for (var i = 0; i < _free.Count; i++)
        {
            var (offset, available) = _free[i];
            if (available < length)
                continue;
            if (available == length)
                _free.RemoveAt(i);
            else
                _free[i] = (offset + length, available - length);
            Needed = Math.Max(Needed, offset + length);
            return offset;
        }

        throw new InvalidOperationException("The free list always ends with unbounded space.");
    }

    /// <summary>Gives a place back, joined with free neighbours.</summary>
    public void Return(long offset, long length)
    {
        var at = _free.FindIndex(f => f.Offset > offset);
        _free.Insert(at, (offset, length));
        if (at + 1 < _free.Count && _free[at].Offset + _free[at].Length == _free[at + 1].Offset)
        {
            _free[at] = (offset, length + _free[at + 1].Length);
            _free.RemoveAt(at + 1);
        }

        if (at > 0 && _free[at - 1].Offset + _free[at - 1].Length == offset)
        {
            _free[at - 1] = (_free[at - 1].Offset, _free[at - 1].Length + _free[at].Length);
            _free.RemoveAt(at);
        }
    }
}
