using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

public sealed class FaithfulnessWarmUpTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void It_brings_components_close_to_the_weights()
    {
        var components = TinyProblems.Toy().Components;
        components.Initialise(1, new RandomInitialisation());
        var faithfulness = GlobalFaithfulness.Evaluate(new Graph(), components);
        var before = Numbers.Scalar(_device, faithfulness);
        FaithfulnessWarmUp.Run(_device, components, new WarmUpSettings(200, 1e-2f), stop: TestContext.Current.CancellationToken);
        Assert.True(Numbers.Scalar(_device, faithfulness) < 0.01f * before);
    }

    [Fact]
    public void None_is_possible_and_it_leaves_no_trace_in_the_optimizer()
    {
        var problem = TinyProblems.Toy();
        problem.Components.Initialise(problem.Seed, new RandomInitialisation());
        var before = problem.Components.Parameters.Values.Span.ToArray();
        FaithfulnessWarmUp.Run(_device, problem.Components, new WarmUpSettings(0, 1f), stop: TestContext.Current.CancellationToken);
        Assert.Equal(before, problem.Components.Parameters.Values.Span.ToArray());
        using var with = new Trainer(_device, problem);
        with.Begin(stop: TestContext.Current.CancellationToken);
        Assert.Equal([0L, 0L, 0L, 0L], with.Counters);
        Assert.All(with.State.Where(v => v.Name.Contains("moment", StringComparison.Ordinal)), v => Assert.All(v.Span.ToArray(), m => Assert.Equal(0f, m)));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            FaithfulnessWarmUp.Run(_device, TinyProblems.Toy().Components, new WarmUpSettings(1, 1f), stop: stop.Token));
    }
}
