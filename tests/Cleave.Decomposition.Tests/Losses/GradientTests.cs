using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

/// <summary>Where gradients of an adversarial reconstruction loss go, through the whole decomposed pass.</summary>
public sealed class GradientTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Components _components;
    private readonly SharedMlp _importance;
    private readonly Sources _sources;
    private readonly LossContext _context;
    private readonly Tensor _loss;

    public GradientTests()
    {
        var layers = new[] { Numbers.RandomLinear("fc1", 3, 2, 1), Numbers.RandomLinear("fc2", 2, 3, 3) };
        _components = new Components([.. layers.Select(l => new Site(l, 2))]);
        _components.Initialise(5, new RandomInitialisation());
        _importance = new SharedMlp(_components.Sites, [], 0.5f);
        _importance.Initialise(5);
        foreach (var weight in _importance.Parameters.Values.Variables.Where(v => v.Name.EndsWith("weight", StringComparison.Ordinal)))
        {
            foreach (ref var value in weight.Span)
                value *= 0.1f;   // keeps every importance inside (0, 1), away from the kinks
        }

        _sources = new Sources("sources", _components.Sites, SourceScope.PerElement, [3]);
        _sources.Initialise(5, 0);
        var graph = new Graph();
        var target = new Stack(layers);
        var clean = CleanPass.Run(target, _components.Sites, graph.Read(Numbers.Variable("x", [3, 2], Numbers.Random(6, 7))));
        var importances = Importances.From(_importance.Logits(clean, _components), new ClampedSquash(Importances.Leak));
        var divergence = new KlDivergence();
        _context = new LossContext(target, _components, clean, divergence.Reference(clean.Output), divergence, importances, 1);
        var adversary = new PersistentAdversary(_sources, new SignAscent(_sources.Group), new Schedule(0.1f), 0);
        _loss = new Reconstruction("a", adversary, new AllSites()).Evaluate(_context);
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public void They_reach_components() => Check(_components.Parameters);

    [Fact]
    public void They_reach_the_importance_function() => Check(_importance.Parameters);

    [Fact]
    public void They_reach_the_sources() => Check(_sources.Group);

    [Fact]
    public void The_reference_depends_on_no_component()
    {
        var read = _context.Graph.Read(_components.V(_components.Sites[0]));
        Assert.All(Eager.Evaluate(_device, Gradient.Of(_context.Reference.Sum(), [read])[0]), g => Assert.Equal(0f, g));
        Assert.Contains(Eager.Evaluate(_device, Gradient.Of(_loss, [read])[0]), g => g != 0f);
    }

    [Fact]
    public void An_ascent_plans_no_weight_gradients()
    {
        var ascent = Products(_sources.Group);
        var all = Products(_sources.Group, _components.Parameters);
        Assert.Equal(all - 4, ascent);   // one product for each of two U and two V
    }

    private int Products(params VariableGroup[] groups)
    {
        var gradients = Gradient.Of(_loss, [.. groups.SelectMany(g => g.Values.Variables).Select(_context.Graph.Read)]);
        using var plan = Plan.Compile(_device, [.. groups.SelectMany(g => g.Gradients.Variables).Zip(gradients, (g, v) => new Assignment(g, v))]);
        var profile = new StepProfile();
        plan.Profile(0, 0, profile);
        return (int)profile.Operations.Single(o => o.Name == "MatMul").Cost.Calls;
    }

    private void Check(VariableGroup group)
    {
        const float step = 1e-2f;
        var gradients = Gradient.Of(_loss, [.. group.Values.Variables.Select(_context.Graph.Read)]);
        foreach (var (variable, gradient) in group.Values.Variables.Zip(gradients))
        {
            var got = Eager.Evaluate(_device, gradient);
            Assert.Contains(got, g => Math.Abs(g) > 1e-4f);
            for (var i = 0; i < got.Length; i++)
            {
                var value = variable.Span[i];
                variable.Span[i] = value + step;
                var above = Numbers.Scalar(_device, _loss);
                variable.Span[i] = value - step;
                var below = Numbers.Scalar(_device, _loss);
                variable.Span[i] = value;
                Assert.Equal((above - below) / (2 * step), got[i], 1e-3f + (0.02f * Math.Abs(got[i])));
            }
        }
    }
}
