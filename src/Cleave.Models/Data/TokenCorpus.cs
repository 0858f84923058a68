namespace Cleave.Models.Data;

/// <summary>
/// Texts as token ids, packed one after another and cut into rows of equal length; the first rows are held out for evaluation.
/// </summary>
public sealed class TokenCorpus
{
    private readonly int[] _ids;
    private readonly int _heldOut;

    /// <summary>Cuts packed ids into rows.</summary>
    /// <param name="ids">All texts' ids, one after another.</param>
    /// <param name="length">Positions a row.</param>
    /// <param name="heldOut">Rows kept for evaluation.</param>
    /// <exception cref="ArgumentException">When not one row is left to train on.</exception>
    public TokenCorpus(IReadOnlyList<int> ids, int length, int heldOut)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var rows = ids.Count / length;
        if (rows <= heldOut)
            throw new ArgumentException($"The text has {ids.Count} tokens, {rows} rows of {length}; {heldOut} are held out, so none is left to train on.");
        _ids = new int[rows * length];
        for (var i = 0; i < _ids.Length; i++)
            _ids[i] = ids[i];
        (Length, _heldOut, Rows) = (length, heldOut, rows - heldOut);
    }

    /// <summary>Positions a row.</summary>
    public int Length { get; }

    /// <summary>Rows to train on.</summary>
    public int Rows { get; }

    /// <summary>Rows held out.</summary>
    public int HeldOutRows => _heldOut;

    /// <summary>A training row.</summary>
    public ReadOnlySpan<int> Row(int row) => _ids.AsSpan((_heldOut + row) * Length, Length);

    /// <summary>A row held out for evaluation.</summary>
    public ReadOnlySpan<int> HeldOut(int row) => _ids.AsSpan(row * Length, Length);
}
