namespace Cleave.Formats.Tokenizers;

/// <summary>
/// Merges a stream of tokens piece by piece. It holds no more than one stretch between two borders that no merge crosses, usually a
/// word, so a text of any length takes time and memory in proportion to itself.
/// </summary>
internal sealed class Merger(MergeTable table, List<int> output)
{
    /// <summary>A stretch without such a border is cut here; only texts without words are that long.</summary>
    private const int LongestStretch = 1 << 20;

    /// <summary>Up to this length looking through all pairs is faster than a queue.</summary>
    private const int Short = 24;

    private readonly PriorityQueue<Candidate, (float NegativeScore, int Position)> _queue = new();
    private int[] _ids = new int[Short];
    private int[] _next = new int[Short];
    private int[] _previous = new int[Short];
    private int _count;

    internal void Add(int id)
    {
        if (_count > 0 && (_count == LongestStretch || !table.Joins(_ids[_count - 1], id)))
        {
            Flush();
        }
        if (_count == _ids.Length)
        {
            Array.Resize(ref _ids, 2 * _count);
            Array.Resize(ref _next, 2 * _count);
            Array.Resize(ref _previous, 2 * _count);
        }
        _ids[_count++] = id;
    }

    /// <summary>Merges what is held and appends it to the output.</summary>
    internal void Flush()
    {
        if (_count <= Short)
        {
            MergeShort();
        }
        else
        {
            MergeLong();
        }
        for (int i = 0; i < _count; i++)
        {
            if (_ids[i] >= 0)
            {
                output.Add(_ids[i]);
            }
        }
        _count = 0;
    }

    /// <summary>Merges the best-scored pair, the leftmost of equals, until no pair merges.</summary>
    private void MergeShort()
    {
        var merged = _next;   // what each token becomes with its right neighbour
        for (int i = 0; i + 1 < _count; i++)
        {
            merged[i] = table.Merged(_ids[i], _ids[i + 1]);
        }
        while (Best(merged) is >= 0 and var best)
        {
            _ids[best] = merged[best];
            _count--;
            for (int i = best + 1; i < _count; i++)
            {
                (_ids[i], merged[i]) = (_ids[i + 1], merged[i + 1]);
            }
            if (best > 0)
            {
                merged[best - 1] = table.Merged(_ids[best - 1], _ids[best]);
            }
            if (best + 1 < _count)
            {
                merged[best] = table.Merged(_ids[best], _ids[best + 1]);
            }
        }
    }

    private int Best(int[] merged)
    {
        int best = -1;
        for (int i = 0; i + 1 < _count; i++)
        {
            if (merged[i] >= 0 && (best < 0 || table.Score(merged[i]) > table.Score(merged[best])))
            {
                best = i;
            }
        }
        return best;
    }

    /// <summary>The same with a queue of pairs, in n log n; a token that was merged into its left neighbour becomes -1.</summary>
    private void MergeLong()
    {
        for (int i = 0; i < _count; i++)
        {
            (_next[i], _previous[i]) = (i + 1, i - 1);
        }
        for (int i = 0; i + 1 < _count; i++)
        {
            Offer(i, i + 1);
        }
        while (_queue.TryDequeue(out var best, out _))
        {
            int right = _next[best.Position];
            // Candidates are not removed when a neighbour merges; one whose two tokens are no longer there is skipped here.
            if (_ids[best.Position] != best.Left || right >= _count || _ids[right] != best.Right)
            {
                continue;
            }
            _ids[best.Position] = best.Merged;
            _ids[right] = -1;
            _next[best.Position] = _next[right];
            if (_next[right] < _count)
            {
                _previous[_next[right]] = best.Position;
                Offer(best.Position, _next[right]);
            }
            if (_previous[best.Position] >= 0)
            {
                Offer(_previous[best.Position], best.Position);
            }
        }
    }

    private void Offer(int left, int right)
    {
        if (table.Merged(_ids[left], _ids[right]) is >= 0 and var merged)
        {
            _queue.Enqueue(new Candidate(left, _ids[left], _ids[right], merged), (-table.Score(merged), left));
        }
    }

    private readonly record struct Candidate(int Position, int Left, int Right, int Merged);
}
