namespace Cleave.Formats.Tokenizers;

/// <summary>Which two neighbouring tokens become which one, and between which two characters no merge can ever reach across.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<long, int> _merged = [];
    private readonly float[] _scores;
    private readonly bool[] _joined = new bool[256 * 256];
    private readonly (byte First, byte Last)[] _ends;

    /// <param name="ids">Every piece, a byte a character, with its token.</param>
    /// <param name="scores">By token; the highest merges first.</param>
    internal MergeTable(Dictionary<string, int> ids, float[] scores)
    {
        _scores = scores;
        _ends = new (byte, byte)[scores.Length];
        var byText = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (piece, id) in ids)
        {
            _ends[id] = piece.Length > 0 ? ((byte)piece[0], (byte)piece[^1]) : default;
            for (int split = 1; split < piece.Length; split++)
            {
                _joined[((byte)piece[split - 1] * 256) + (byte)piece[split]] = true;
                if (byText.TryGetValue(piece.AsSpan(0, split), out int left) && byText.TryGetValue(piece.AsSpan(split), out int right))
                {
                    _merged.TryAdd(Key(left, right), id);
                }
            }
        }
    }

    /// <summary>
    /// Whether a merge may reach across the border of two tokens. What merges is a piece whose text is that of its parts, so where no
    /// piece holds the two characters side by side, both sides can be merged on their own.
    /// </summary>
    internal bool Joins(int left, int right) => _joined[(_ends[left].Last * 256) + _ends[right].First];

    /// <summary>The token that two neighbours become, or -1.</summary>
    internal int Merged(int left, int right) => _merged.TryGetValue(Key(left, right), out int id) ? id : -1;

    internal float Score(int id) => _scores[id];

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
