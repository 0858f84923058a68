namespace Cleave.Formats.Tokenizers;

/// <summary>Which two neighbouring tokens become which one, and the merging itself, in n log n for a text of n tokens.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int Left, int Right), int> _merged = [];
    private readonly float[] _scores;

    internal MergeTable(Dictionary<string, int> ids, float[] scores)
    {
        _scores = scores;
        var byText = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (piece, id) in ids)
        {
            for (int split = 1; split < piece.Length; split++)
            {
                if (byText.TryGetValue(piece.AsSpan(0, split), out int left) && byText.TryGetValue(piece.AsSpan(split), out int right))
                {
                    _merged.TryAdd((left, right), id);
                }
            }
        }
    }

    /// <summary>Merges the best-scored pair, the leftmost of equals, until no pair merges.</summary>
    /// <param name="ids">The tokens; changed.</param>
    internal int[] Apply(int[] ids)
    {
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var queue = new PriorityQueue<Candidate, (float NegativeScore, int Position)>();
        for (int i = 0; i < ids.Length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            Offer(queue, ids, i, i + 1);
        }
        while (queue.TryDequeue(out var best, out _))
        {
            int right = best.Position < ids.Length ? next[best.Position] : ids.Length;
            // Candidates are not removed when a neighbour merges; one whose two tokens are no longer there is skipped here.
            if (ids[best.Position] != best.Left || right >= ids.Length || ids[right] != best.Right)
            {
                continue;
            }
            ids[best.Position] = best.Merged;
            ids[right] = -1;
            next[best.Position] = next[right];
            if (next[right] < ids.Length)
            {
                previous[next[right]] = best.Position;
                Offer(queue, ids, best.Position, next[right]);
            }
            if (previous[best.Position] >= 0)
            {
                Offer(queue, ids, previous[best.Position], best.Position);
            }
        }
        return [.. ids.Where(id => id >= 0)];
    }

    private void Offer(PriorityQueue<Candidate, (float NegativeScore, int Position)> queue, int[] ids, int left, int right)
    {
        if (_merged.TryGetValue((ids[left], ids[right]), out int merged))
        {
            queue.Enqueue(new Candidate(left, ids[left], ids[right], merged), (-_scores[merged], left));
        }
    }

    private readonly record struct Candidate(int Position, int Left, int Right, int Merged);
}
