using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;
using Cleave.Tensors.Tests.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Plans;

/// <summary>A step as an adversary needs it: shared forward values, several ascents, then the gradients at the last sources.</summary>
public sealed class PhaseReplayTests : IDisposable
{
    private readonly CpuDevice _device = new(2);
    private readonly Graph _graph = new();
    private readonly Variable _x = new("x", [6, 5]);
    private readonly Variable _loss = new("loss", Shape.Scalar);
    private readonly VariableGroup _weights = new("weights", [("v", [5, 9]), ("u", [9, 4])]);
    private readonly VariableGroup _sources = new("sources", [("r", [6, 9])]);
    private readonly Tensor _inner;
    private readonly Tensor _target;
    private readonly Tensor _importance;
    private readonly Tensor _sourceGradient;
    private readonly Tensor _final;
    private readonly Tensor[] _weightGradients;

    public PhaseReplayTests()
    {
        new RandomStream(1, "x").Normal(0, _x.Span);
        new RandomStream(1, "weights").Normal(0, _weights.Values.Span);
        new RandomStream(1, "sources").Uniform(0, _sources.Values.Span);
        _inner = _graph.Read(_x).MatMul(Weight("v"));
        _target = _inner.MatMul(Weight("u")).Gelu().Detach();
        _importance = _inner.Square().LowerLeakyHardSigmoid(0.01f);
        _sourceGradient = Gradient.Of(Loss(), [Source])[0];

        // Traced once more, because the sources will have moved.
        _final = Loss();
        _weightGradients = Gradient.Of(_final, [Weight("v"), Weight("u")]);
    }

    private Tensor Source => _graph.Read(_sources.Values["r"]);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Ascents_between_phases_leave_shared_values_intact(int ascents)
    {
        using var plan = Compile();
        var ascent = new AdamAscent(_sources);
        for (var step = 0L; step < 3; step++)
        {
            plan.RunPhase(0, step);
            for (var inner = 0; inner < ascents; inner++)
            {
                plan.RunPhase(1, step);
                Same(_sourceGradient, _sources.Gradients["r"], step);
                ascent.Step(_device, 0.1f);
            }

            plan.RunPhase(2, step);
            Same(_final, _loss, step);
            Same(_weightGradients[0], _weights.Gradients["v"], step);
            Same(_weightGradients[1], _weights.Gradients["u"], step);
        }
    }

    [Fact]
    public void Ascents_raise_the_loss()
    {
        using var plan = Compile();
        plan.Run();
        var before = _loss.Value;
        var ascent = new AdamAscent(_sources);
        for (var inner = 0; inner < 10; inner++)
        {
            plan.RunPhase(1);
            ascent.Step(_device, 0.05f);
        }

        plan.RunPhase(2);
        Assert.True(_loss.Value > before, $"{before} became {_loss.Value}");
    }

    [Fact]
    public void What_an_early_phase_made_is_not_computed_again()
    {
        using var phased = Compile();
        using var whole = Plan.Compile(_device, [SourceAssignment, .. Descent]);
        Assert.Equal(whole.Operations, phased.Operations);
        using var ascent = Plan.Compile(_device, SourceAssignment);
        using var descent = Plan.Compile(_device, [.. Descent]);
        Assert.True(phased.Operations < ascent.Operations + descent.Operations);
    }

    private Assignment SourceAssignment => new(_sources.Gradients["r"], _sourceGradient);

    private IEnumerable<Assignment> Descent =>
        [new(_loss, _final), .. _weights.Gradients.Variables.Zip(_weightGradients, (v, g) => new Assignment(v, g))];

    private Tensor Weight(string name) => _graph.Read(_weights.Values[name]);

    private Tensor Loss()
    {
        var noisy = _importance.Interpolate(Source) * _graph.Uniform(new RandomStream(1, "noise"), [6, 9]);
        return (_inner * noisy).MatMul(Weight("u")).Gelu().MeanSquaredError(_target) + _importance.Mean();
    }

    private Plan Compile() => Plan.Compile(_device,
    [
        new Phase("forward", []) { Kept = [_target, _importance] },
        new Phase("ascend", [SourceAssignment]),
        new Phase("descend", [.. Descent]),
    ]);

    private void Same(Tensor tensor, Variable variable, long step) =>
        Assert.Equal(OpTests.Bits(Eager.Evaluate(_device, tensor, step)), OpTests.Bits(variable.Span));
}
