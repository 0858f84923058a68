using Cleave.Decomposition.Training;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>A trainer's state bit by bit.</summary>
internal static class Bits
{
    public static int[] Of(Trainer trainer) => [.. trainer.State.SelectMany(v => v.Span.ToArray()).Select(BitConverter.SingleToInt32Bits)];

    public static void Advance(Trainer trainer, int steps)
    {
        for (var i = 0; i < steps; i++)
            trainer.AdvanceSilently();
    }
}
