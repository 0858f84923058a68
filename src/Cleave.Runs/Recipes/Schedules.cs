using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>The forms of values that change over a run.</summary>
internal static class Schedules
{
    private const double Most = 1e12;
    private const double MostAnneal = 1e6;

    private static readonly Key<float> Start = new("start", Scalars.Number(0, Most), "The value after the warm-up.");

    private static readonly Key<ScheduleShape> Shape = new("shape",
        Scalars.Choice(("constant", ScheduleShape.Constant), ("linear", ScheduleShape.Linear), ("cosine", ScheduleShape.Cosine)), "How it goes from start to its final value.");

    private static readonly Key<float> Final = new("final", Scalars.Number(0, 1e6), "The final value as a share of start.");
    private static readonly Key<float> WarmUp = new("warm_up", Scalars.Share(), "Share of the steps over which it rises from 0 to start.");
    private static readonly Key<float> End = new("end", Scalars.Share(withOne: true), "Share of the steps after which the final value is reached.");

    private static readonly Key<float> From = new("from", Scalars.AboveZero(MostAnneal), "The value before begin.");
    private static readonly Key<float> To = new("to", Scalars.AboveZero(MostAnneal), "The value after end.");
    private static readonly Key<float> Begin = new("begin", Scalars.Share(withOne: true), "Share of the steps at which it starts to move.");
    private static readonly Key<float> Arrival = new("end", Scalars.Share(withOne: true), "Share of the steps at which it has arrived.");

    /// <summary>A bare number is constant.</summary>
    public static Form<Schedule> Schedule { get; } = new BareOrMap<Schedule>(
        Scalars.Number(0, Most).As(v => new Schedule(v)),
        new MapForm<Schedule>(
            new Group<Schedule>([Start, Shape, Final, WarmUp, End], v => new Schedule(v.Of(Start), v.Of(Shape), v.Of(Final), v.Of(WarmUp), v.Of(End)))
            {
                Check = v => v.Of(End) > v.Of(WarmUp) ? null : (End, $"above warm_up ({v.Of(WarmUp)})"),
            }, "schedule"),
        "a number from 0 to 1000000000000, or a map of start, shape, final, warm_up, end");

    /// <summary>A bare number is constant.</summary>
    public static Form<Anneal> Anneal { get; } = new BareOrMap<Anneal>(
        Scalars.AboveZero(MostAnneal).As(v => new Anneal(v, v)),
        new MapForm<Anneal>(
            new Group<Anneal>([From, To, Begin, Arrival], v => new Anneal(v.Of(From), v.Of(To), v.Of(Begin), v.Of(Arrival)))
            {
                Check = v => v.Of(Arrival) >= v.Of(Begin) ? null : (Arrival, $"at least begin ({v.Of(Begin)})"),
            }, "anneal"),
        "a number above 0 and at most 1000000, or a map of from, to, begin, end");
}
