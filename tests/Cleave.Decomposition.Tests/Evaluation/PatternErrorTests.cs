using Cleave.Decomposition.Evaluation;
using Xunit;

namespace Cleave.Decomposition.Tests.Evaluation;

public sealed class PatternErrorTests
{
    [Fact]
    public void A_permuted_identity_is_put_in_order() =>
        Assert.Equal([1, 0, 2], Permutation.ToIdentity(new float[,] { { 0, 1, 0 }, { 1, 0, 0 }, { 0, 0, 1 } }));

    [Fact]
    public void Greedy_takes_the_best_of_each_row_and_the_exact_assignment_the_best_sum()
    {
        var matrix = new float[,] { { 0, 1, 0.9f }, { 0, 0.9f, 0.5f } };
        Assert.Equal([1, 2], Permutation.Greedy(matrix));
        Assert.Equal(new[,] { { 0.9f, 1, 0 }, { 0.5f, 0.9f, 0 } }, Permutation.Apply(matrix, Permutation.ToIdentity(matrix)));
    }

    [Fact]
    public void Columns_are_ordered_by_mass() =>
        Assert.Equal([1, 2, 0], Permutation.ByMass(new[,] { { 0.1f, 0.8f, 0.3f }, { 0.2f, 0.9f, 0.4f }, { 0, 0.7f, 0.5f } }));

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 5)]
    public void The_exact_assignment_is_as_good_as_the_best_of_all_orders(int rows, int columns)
    {
        var random = new Random(rows);
        for (var trial = 0; trial < 20; trial++)
        {
            var matrix = new float[rows, columns];
            for (var i = 0; i < matrix.Length; i++)
                matrix[i / columns, i % columns] = random.NextSingle();
            var permuted = Permutation.Apply(matrix, Permutation.ToIdentity(matrix));
            Assert.Equal(columns, permuted.GetLength(1));
            var got = Enumerable.Range(0, rows).Sum(i => (double)permuted[i, i]);
            Assert.Equal(Best(matrix, 0, []), got, 1e-6);
        }
    }

    [Fact]
    public void Identity_patterns_count_their_wrong_entries()
    {
        Assert.Equal(0, PatternError.Identity(new float[,] { { 1, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0 }, { 0, 0, 1, 0, 0 } }, 0.1f));
        Assert.Equal(0, PatternError.Identity(new[,] { { 0.95f, 0.01f, 0, 0 }, { 0, 1, 0, 0.05f }, { 0, 0, 0.99f, 0 } }, 0.1f));
        Assert.Equal(1, PatternError.Identity(new[,] { { 0.95f, 0.01f, 0.2f, 0 }, { 0, 1, 0, 0.05f }, { 0, 0, 0.99f, 0 } }, 0.1f));
        Assert.Equal(4, PatternError.Identity(new[,] { { 0.7f, 0.3f, 0, 0.2f }, { 0.2f, 0.95f, 0, 0 }, { 0, 0, 1, 0 } }, 0.1f));
    }

    [Fact]
    public void Dense_patterns_count_missing_and_stray_entries()
    {
        Assert.Equal(0, PatternError.Dense(new[,] { { 0.9f, 0, 0.3f, 0 }, { 0.6f, 0, 0.4f, 0 }, { 0.7f, 0, 1, 0 } }, 2, 0.1f));
        Assert.Equal(2, PatternError.Dense(new[,] { { 0.9f, 0.2f, 0, 0 }, { 0.6f, 0.95f, 0, 0 } }, 1, 0.1f));
        Assert.Equal(8, PatternError.Dense(
            new[,] { { 0.5f, 0.4f, 1, 0.2f, 0.1f }, { 0.6f, 0.9f, 0.4f, 0.3f, 0.2f }, { 0.9f, 0.6f, 0.5f, 0.4f, 0.3f } }, 2, 0.1f));
        Assert.Equal(2, PatternError.Dense(new[,] { { 0.5f, 0.5f, 0 }, { 0.7f, 0.8f, 0 } }, 2, 0.1f));
        Assert.Equal(2, PatternError.Dense(new[,] { { 0.95f, 0.05f, 0.15f, 0 }, { 0.05f, 0.5f, 0.05f, 0 } }, 2, 0.1f));
    }

    [Theory]
    [InlineData(0.1f, 3)]
    [InlineData(0.2f, 1)]
    public void Patterns_of_several_sites_add_up(float tolerance, int expected)
    {
        var identity = PatternError.Identity(new[,] { { 0.8f, 0.2f, 0 }, { 0, 1, 0 } }, tolerance);
        var dense = PatternError.Dense(new[,] { { 0.9f, 0.3f, 0, 0 }, { 0, 0.1f, 0, 0 } }, 1, tolerance);
        Assert.Equal(expected, identity + dense);
    }

    private static double Best(float[,] matrix, int row, HashSet<int> used) => row == matrix.GetLength(0)
        ? 0
        : Enumerable.Range(0, matrix.GetLength(1)).Where(c => !used.Contains(c)).Max(c => matrix[row, c] + Best(matrix, row + 1, [.. used, c]));
}
