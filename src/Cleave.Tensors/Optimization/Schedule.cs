namespace Cleave.Tensors.Optimization;

/// <summary>How a value moves from its start to its end.</summary>
public enum ScheduleShape
{
    /// <summary>Stays at the start.</summary>
    Constant,

    /// <summary>Straight line.</summary>
    Linear,

    /// <summary>Half a period of a cosine.</summary>
    Cosine,
}

/// <summary>
/// A value as a function of the step: a linear warm-up from 0 over the first WarmUp share of the steps (step s of w gives
/// s/w), then from Start to Start·FinalFraction, reached at the last step of the first End share of the run
/// and held from there (the schedules of the SPD and VPD authors' code).
/// </summary>
public sealed record Schedule(float Start, ScheduleShape Shape = ScheduleShape.Constant, float FinalFraction = 1f, float WarmUp = 0f, float End = 1f)
{
    /// <summary>The value at a step of a run of <paramref name="steps"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When the step lies outside the run.</exception>
    public float At(long step, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, steps);
        var warm = (long)(steps * (double)WarmUp);
        if (step < warm)
            return (float)(Start * (double)step / warm);
        var decay = (long)Math.Round(steps * (double)End) - warm;
        var progress = decay <= 1 ? 0 : Math.Min(1.0, (step - warm) / (decay - 1.0));
        var share = Shape switch
        {
            ScheduleShape.Constant => 1.0,
            ScheduleShape.Linear => 1 + ((FinalFraction - 1) * progress),
            _ => FinalFraction + ((1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress))),
        };
        return (float)(Start * share);
    }
}

/// <summary>A value that moves on a straight line between two shares of the run and is constant before and after (VPD, importance minimality).</summary>
public sealed record Anneal(float From, float To, float Begin = 0f, float End = 1f)
{
    /// <summary>The value when <paramref name="share"/> of the run, 0 to 1, has passed.</summary>
    public float At(double share)
    {
        if (Begin >= 1f || share <= Begin)
            return From;
        return share >= End ? To : (float)(From + ((To - From) * (share - Begin) / (End - Begin)));
    }
}
