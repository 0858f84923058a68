using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Tensors;

namespace Cleave.Runs.Grids;

/// <summary>
/// Many runs, each in a folder of its own within one folder. Finished cells are read and not trained again, interrupted ones go
/// on where they stopped. Several work at a time, each on one thread: results are equal to the bit for any number of threads, so
/// they do not depend on how many.
/// </summary>
public sealed partial class Grid
{
    private readonly CellWork[] _work;
    private readonly CellResult?[] _results;
    private readonly SharedTargets _targets = new();
    private readonly Lock _telling = new();
    private int _next;
    private int _ended;

    /// <summary>Describes a grid; nothing is read or written yet.</summary>
    /// <exception cref="InputException">When two cells share a name, or a name cannot be a folder's.</exception>
    public Grid(string folder, IReadOnlyList<Cell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (cells.FirstOrDefault(c => !names.Add(c.Name) || !FolderName().IsMatch(c.Name)) is { } odd)
            throw new InputException($"cell {odd.Name}: expected names of folders, each once, found this one; rename it.");
        Folder = Path.GetFullPath(folder);
        _work = [.. cells.Select(c => new CellWork(c, new RunFolder(Path.Combine(Folder, c.Name))))];
        _results = new CellResult?[cells.Count];
    }

    /// <summary>The folder that holds the cells.</summary>
    public string Folder { get; }

    /// <summary>Continue cells although their config has changed.</summary>
    public bool AcceptConfigChange { get; init; }

    /// <summary>Results that outlive run folders: cells that stand there are not worked on, finished ones are added.</summary>
    public KnownResults? Known { get; init; }

    /// <summary>Work on nothing: cells without a result stay without one.</summary>
    public bool OnlyKnown { get; init; }

    /// <summary>Works through all cells.</summary>
    /// <param name="workers">Cells at a time; 0 means one a core.</param>
    /// <param name="observer">Looks on.</param>
    /// <param name="stop">Asks every cell at work to save and stop.</param>
    /// <returns>One result a cell, in the order of the cells; a cell whose training failed says so and the others go on.</returns>
    /// <exception cref="InputException">When a cell's config is wrong or not the one it was begun with; nothing was trained then.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop; every cell at work is saved.</exception>
    public IReadOnlyList<CellResult> Run(int workers, IGridObserver observer, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        ArgumentNullException.ThrowIfNull(observer);
        if (Known is not null && AcceptConfigChange)
            throw new InputException($"{Known.Path}: expected results of one config each, found the wish to go on with changed ones; leave one of the two options away.");
        (_next, _ended) = (0, 0);
        TakeKnown();
        foreach (var (_, work) in _work.Index().Where(w => _results[w.Index] is null && !OnlyKnown))
            work.Check(AcceptConfigChange);
        ReadFinished(observer);
        return OnlyKnown ? [.. _results.Select((r, index) => r ?? _work[index].NotRun())] : WorkThrough(workers, observer, stop);
    }

    private IReadOnlyList<CellResult> WorkThrough(int workers, IGridObserver observer, CancellationToken stop)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Math.Min(_work.Length, workers == 0 ? Environment.ProcessorCount : workers))
            .Select(i => new Thread(() => Work(observer, failing, failures)) { Name = $"cell-{i}" }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        stop.ThrowIfCancellationRequested();
        if (failures is [var first, ..])
            ExceptionDispatchInfo.Throw(first);
        return [.. _results.OfType<CellResult>()];
    }

    private void TakeKnown()
    {
        var known = (Known?.Read() ?? []).DistinctBy(e => (e.Cell, e.Config)).ToDictionary(e => (e.Cell, e.Config));
        foreach (var (index, work) in _work.Index())
            _results[index] = known.TryGetValue((work.Cell.Name, work.Digest), out var entry) ? entry.For(work.Cell, work.Folder) : null;
    }

    private void ReadFinished(IGridObserver observer)
    {
        foreach (var (index, work) in _work.Index())
        {
            // The folder of a cell that stands in the file may be of another config, with another target.
            if (_results[index] is null && !(OnlyKnown && work.Drifted))
            {
                _targets.Note(work);
                _results[index] = work.Finished();
            }

            if (_results[index] is { } result)
                observer.Ended(result, ++_ended, _work.Length);
        }

        Known?.Add([.. _results.OfType<CellResult>()]);
    }

    private void Work(IGridObserver observer, CancellationTokenSource failing, List<Exception> failures)
    {
        try
        {
            using var device = new CpuDevice(1);
            while (!failing.IsCancellationRequested && Interlocked.Increment(ref _next) - 1 is var index && index < _work.Length)
            {
                if (_results[index] is not null)
                    continue;
                var work = _work[index];
                var result = work.Complete(device, _targets, step => new CellObserver(work.Cell, step, observer, _telling), AcceptConfigChange, failing.Token);
                Known?.Add(result);
                lock (_telling)
                    observer.Ended(_results[index] = result, ++_ended, _work.Length);
                // Training allocates hardly anything managed, so nothing else would ever collect the native memory of finished cells.
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        catch (Exception failure)
        {
            lock (failures)
                failures.Add(failure);
            failing.Cancel();   // the other cells save and stop; after Ctrl-C they do so already
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FolderName();
}
