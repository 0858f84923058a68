namespace Cleave.Tensors.Kernels;

/// <summary>How the rows of a broadcast are dealt out: some whole rows to a part, or a long row in pieces.</summary>
internal readonly struct BroadcastParts
{
    private readonly long _allRows;
    private readonly long _rowsPerPart;
    private readonly long _inner;
    private readonly int _pieces;

    public BroadcastParts(BroadcastDims dims)
    {
        _allRows = dims.AllRows;
        _inner = dims.Inner;
        var empty = dims.Inner == 0 || dims.AllRows == 0;
        _pieces = checked((int)Math.Max(1, (dims.Inner + Elementwise.PartLength - 1) / Elementwise.PartLength));
        _rowsPerPart = empty ? 1 : Math.Max(1, Elementwise.PartLength / dims.Inner);
        Count = empty ? 0 : checked((int)((_allRows + _rowsPerPart - 1) / _rowsPerPart * _pieces));
    }

    /// <summary>How many parts.</summary>
    public int Count { get; }

    /// <summary>Rows [first, end) and, of each, columns from <paramref name="column"/> on.</summary>
    public void Range(int part, out long first, out long end, out long column, out long columns)
    {
        first = part / _pieces * _rowsPerPart;
        end = Math.Min(_allRows, first + _rowsPerPart);
        column = (long)(part % _pieces) * Elementwise.PartLength;
        columns = Math.Min(_inner - column, Elementwise.PartLength);
    }
}
