using Cleave.Runs.Recipes.Declarations;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Recipes;

/// <summary>What a result must reach to be called good; each check is stated, with its bars or as none.</summary>
internal static class VerdictForm
{
    private const double Most = 1e12;

    private static readonly Key<double> Good = new("good", Scalars.Exact(0, Most), "What a good result reaches.", obvious: true);
    private static readonly Key<double?> Usable = new("usable", Scalars.Exact(0, Most).As(v => (double?)v).OrNone(), "What a usable result reaches.", obvious: true);
    private static readonly Form<Bar?> AtMost = BarForm(atLeast: false, "bar");
    private static readonly Form<Bar?> AtLeast = BarForm(atLeast: true, "bar-at-least");

    private static readonly Key<double> L0 = new("l0", Scalars.ExactAboveZero(Most), "Change of L0.");
    private static readonly Key<double> Reconstruction = new("reconstruction", Scalars.ExactAboveZero(Most), "Change of a reconstruction loss.");

    private static readonly Key<ConvergenceBars?> Convergence = new("convergence", new MapForm<ConvergenceBars>(
        new Group<ConvergenceBars>([L0, Reconstruction], v => new ConvergenceBars(v.Of(L0), v.Of(Reconstruction))), "convergence").OrNone(),
        "Change over the last tenth of training that counts as settled.");

    private static readonly Key<Bar?>[] Checks = [.. CheckKinds.All.Select(kind => new Key<Bar?>(kind.Name, kind.AtLeast ? AtLeast : AtMost, kind.Why))];

    public static Form<VerdictBars> Form { get; } = new MapForm<VerdictBars>(new Group<VerdictBars>([.. Checks, Convergence], v =>
        new VerdictBars(Checks.Where(c => v.Of(c) is not null).ToDictionary(c => c.Name, c => v.Of(c)!), v.Of(Convergence))), "verdict");

    private static Form<Bar?> BarForm(bool atLeast, string name) => new MapForm<Bar>(new Group<Bar>([Good, Usable], v => new Bar(v.Of(Good), v.Of(Usable)))
    {
        Check = v => v.Of(Usable) is not { } usable || (atLeast ? v.Of(Good) >= usable : v.Of(Good) <= usable) ? null
            : (Usable, $"{(atLeast ? "at most" : "at least")} good, or none"),
    }, name).OrNone();
}
