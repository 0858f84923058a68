using Cleave.Decomposition.Evaluation;
using Xunit;

namespace Cleave.Decomposition.Tests.Evaluation;

public sealed class VectorRecoveryTests
{
    // W [2, 3]: feature i is column i, written by subcomponent i alone.
    private static readonly float[] Weight = [1, 2, 3, 4, 5, 6];
    private static readonly float[] Reads = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    private static readonly float[] Writes = [1, 4, 2, 5, 3, 6];

    [Fact]
    public void Exact_recovery_gives_one_and_one()
    {
        var recovery = VectorRecovery.Measure(Weight, Reads, Writes, (3, 2, 3), featuresAreInputs: true, [0, 1, 2]);
        Assert.Equal(1, recovery.Mmcs, 1e-9);
        Assert.Equal(1, recovery.Ml2r, 1e-9);
    }

    [Fact]
    public void Exact_recovery_of_output_features_gives_one_and_one()
    {
        float[] weight = [1, 4, 2, 5, 3, 6];   // [3, 2]: feature i is row i
        float[] v = [1, 2, 3, 4, 5, 6];        // [2, 3]
        var recovery = VectorRecovery.Measure(weight, v, Reads, (2, 3, 3), featuresAreInputs: false, [0, 1, 2]);
        Assert.Equal(1, recovery.Mmcs, 1e-9);
        Assert.Equal(1, recovery.Ml2r, 1e-9);
    }

    [Fact]
    public void Vectors_of_half_the_length_keep_their_direction()
    {
        var recovery = VectorRecovery.Measure(Weight, Reads, [.. Writes.Select(w => w / 2)], (3, 2, 3), featuresAreInputs: true, [0, 1, 2]);
        Assert.Equal(1, recovery.Mmcs, 1e-9);
        Assert.Equal(0.5, recovery.Ml2r, 1e-9);
    }

    [Fact]
    public void Rank_ones_of_one_component_are_summed_before_they_are_compared()
    {
        // W [2, 2] with columns (1, 2) and (3, 4); component 0 holds the first in two pieces, component 1 the second and something that cancels.
        float[] weight = [1, 3, 2, 4];
        float[] v = [1, 1, 0, 0, 0, 0, 1, 1];    // [2, 4]
        float[] u = [1, 0, 0, 2, 5, 9, -2, -5];  // [4, 2]
        var recovery = VectorRecovery.Measure(weight, v, u, (2, 2, 2), featuresAreInputs: true, [0, 1], rank: 2);
        Assert.Equal(1, recovery.Mmcs, 1e-9);
        Assert.Equal(1, recovery.Ml2r, 1e-9);
        Assert.True(VectorRecovery.Measure(weight, v, u, (2, 2, 4), featuresAreInputs: true, [0, 1, 2, 3]).Mmcs < 0.99);
    }

    [Fact]
    public void A_missing_feature_counts_as_nothing()
    {
        float[] writes = [0, 0, 2, 5, 3, 6];
        var recovery = VectorRecovery.Measure(Weight, Reads, writes, (3, 2, 3), featuresAreInputs: true, [0, 1, 2]);
        Assert.Equal(2 / 3.0, recovery.Mmcs, 1e-9);
        Assert.Equal(2 / 3.0, recovery.Ml2r, 1e-9);
    }

    [Fact]
    public void A_dead_subcomponent_that_points_the_right_way_is_not_counted()
    {
        float[] weight = [1, 0];                 // [2, 1]: one feature, written along the first axis
        float[] v = [1, 1e-6f];                  // [1, 2]
        float[] u = [1, 0.1f, 1, 0];             // [2, 2]: the alive one is slightly off, the dead one exact
        var alive = VectorRecovery.Measure(weight, v, u, (1, 2, 2), featuresAreInputs: true, [0]);
        Assert.Equal(1.005, alive.Ml2r, 1e-3);
        Assert.Equal(1e-6, VectorRecovery.Measure(weight, v, u, (1, 2, 2), featuresAreInputs: true, [0, 1]).Ml2r, 1e-9);
        Assert.Equal(0, VectorRecovery.Measure(weight, v, u, (1, 2, 2), featuresAreInputs: true, []).Mmcs);
    }
}
