using NetArchTest.Rules;
using Xunit;

namespace Cleave.Cli.Tests;

public sealed class LayerTests
{
    // From the bottom up: a layer sees only those before it.
    private static readonly (string Name, Type Inside)[] Layers =
    [
        ("Cleave.Tensors", typeof(Tensors.Tensor)),
        ("Cleave.Formats", typeof(Formats.InputException)),
        ("Cleave.Models", typeof(Models.ITarget)),
        ("Cleave.Decomposition", typeof(Decomposition.Sites.Site)),
        ("Cleave.Runs", typeof(Runs.Folders.RunFolder)),
        ("Cleave.Figures", typeof(Figures.Plots.Figure)),
        ("Cleave.Cli", typeof(Application)),
    ];

    [Fact]
    public void No_layer_depends_on_one_above_it()
    {
        for (var i = 0; i < Layers.Length; i++)
        {
            var above = Layers[(i + 1)..].Select(l => l.Name).ToArray();
            var result = Types.InAssembly(Layers[i].Inside.Assembly).Should().NotHaveDependencyOnAny(above).GetResult();
            Assert.True(result.IsSuccessful, $"{Layers[i].Name} uses {string.Join(", ", above)} in {string.Join(", ", (result.FailingTypes ?? []).Select(t => t.FullName))}");
        }
    }

    [Fact]
    public void Formats_do_no_mathematics_with_tensors()
    {
        var result = Types.InAssembly(typeof(Formats.InputException).Assembly).Should()
            .NotHaveDependencyOnAny("Cleave.Tensors.Tensor", "Cleave.Tensors.Graph", "Cleave.Tensors.Plan", "Cleave.Tensors.Kernels").GetResult();
        Assert.True(result.IsSuccessful);
    }

    [Fact]
    public void The_rule_notices_a_dependency_that_goes_up() =>
        Assert.False(Types.InAssembly(typeof(Application).Assembly).Should().NotHaveDependencyOnAny("Cleave.Runs").GetResult().IsSuccessful);
}
