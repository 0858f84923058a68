using Cleave.Decomposition.Watchdogs;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What of a run a watchdog may need.</summary>
/// <param name="Losses">The objective.</param>
/// <param name="Steps">Training steps.</param>
internal sealed record WatchedRun(IReadOnlyList<TermConfig> Losses, long Steps);

/// <summary>Makes what a config asks for, for one run.</summary>
internal delegate IWatchdog WatchdogMaker(WatchedRun run);

/// <summary>All watchdogs, one entry each; a config states each of them, with its thresholds or as none.</summary>
internal static class WatchdogKinds
{
    private const int MostRows = 1_000_000;

    private static readonly Key<float> L0 = new("l0", Scalars.AboveZero(1e9), "L0 below which nothing is important.");
    private static readonly Key<float> Largest = new("largest", Scalars.AboveZero(1e9), "Largest importance below which nothing is important.");
    private static readonly Key<float> Share = new("share", Scalars.Share(withOne: true), "Share of the error of removing everything that counts as collapse.");
    private static readonly Key<int> Rows = new("rows", Scalars.Count(1, MostRows), "Logged rows in a row before the run is stopped.");
    private static readonly Key<float> Factor = new("factor", Scalars.AboveZero(1e12), "How many times its usual value is too much.");
    private static readonly Key<int> History = new("history", Scalars.Count(1, MostRows), "Logged rows that say what is usual.");

    private static readonly Key<WatchdogMaker?>[] All =
    [
        Watchdog("importance_collapse", "Nothing is important, and the error is that of removing everything.", [L0, Largest, Share, Rows],
            v => _ => new ImportanceCollapse(v.Of(L0), v.Of(Largest), v.Of(Share), v.Of(Rows))),
        Watchdog("term_explosion", "A term stays above so many times its median of the rows before.", [Factor, History, Rows],
            v => run => new TermExplosion(run.Losses.ToDictionary(t => t.Name, t => t.Coefficient), run.Steps, v.Of(Factor), v.Of(History), v.Of(Rows))),
        Watchdog("gradient_growth", "The importance function's gradient norm stays above so many times its mean.", [Factor, History, Rows],
            v => _ => new GradientGrowth(v.Of(Factor), v.Of(History), v.Of(Rows))),
    ];

    public static Form<Func<WatchedRun, IReadOnlyList<IWatchdog>>> Form { get; } = new MapForm<Func<WatchedRun, IReadOnlyList<IWatchdog>>>(
        new Group<Func<WatchedRun, IReadOnlyList<IWatchdog>>>(All, v =>
        {
            WatchdogMaker[] makers = [.. All.Select(v.Of).OfType<WatchdogMaker>()];
            return run => [.. makers.Select(make => make(run))];
        }), "watchdogs");

    private static Key<WatchdogMaker?> Watchdog(string name, string about, IPart[] keys, Func<Values, WatchdogMaker> make) =>
        new(name, new MapForm<WatchdogMaker>(new Group<WatchdogMaker>(keys, make), name).OrNone(), about);
}
