using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Importance;

public sealed class ImportanceFunctionTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Components _components = new(
        [new Site(Numbers.RandomLinear("fc1", 4, 3, 1), 5), new Site(Numbers.RandomLinear("fc2", 2, 4, 2), 3)]);

    public ImportanceFunctionTests() => _components.Initialise(1, new RandomInitialisation());

    public static TheoryData<string, bool> Kinds()
    {
        var data = new TheoryData<string, bool>();
        foreach (var kind in (string[])["component", "input", "shared", "linear", "global"])
        {
            data.Add(kind, false);
            data.Add(kind, true);
        }

        return data;
    }

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_site_gets_a_logit_for_each_subcomponent_and_position(string kind, bool positions)
    {
        var function = Make(kind);
        Shape lead = positions ? [2, 3] : [6];
        var logits = function.Logits(Clean(lead), _components);
        foreach (var site in _components.Sites)
        {
            Assert.Equal(lead.Append(site.Count), logits[site].Shape);
            Assert.Equal(6, Eager.Evaluate(_device, logits[site]).Chunk(site.Count).DistinctBy(row => row[0]).Count());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Starting_values_follow_from_the_seed_and_shift_with_the_first_logit(string kind, bool positions)
    {
        float[] Mean(float logit, ulong seed)
        {
            var function = Make(kind, logit);
            function.Initialise(seed);
            return Eager.Evaluate(_device, function.Logits(Clean(positions ? [2, 3] : [6]), _components)[_components.Sites[0]]);
        }

        Assert.Equal(Mean(0, 1), Mean(0, 1));
        Assert.NotEqual(Mean(0, 1), Mean(0, 2));
        Numbers.AssertClose([.. Mean(0, 1).Select(z => z + 2)], Mean(2, 1), 1e-5f);
    }

    [Fact]
    public void A_component_network_sees_its_inner_activation_alone()
    {
        var function = new ComponentMlp(_components.Sites, 4, 0.3f);
        function.Initialise(2);
        Randomise(function);
        var clean = Clean([6]);
        var got = Eager.Evaluate(_device, function.Logits(clean, _components)[_components.Sites[0]]);
        var (x, v) = (Eager.Evaluate(_device, clean.Batch), _components.V(_components.Sites[0]).Span.ToArray());
        var (w1, b1, w2, b2) = Layers(function, "fc1");
        var expected = new float[30];
        for (var (n, i) = (0, 0); n < 6; n++)
        {
            for (var c = 0; c < 5; c++, i++)
            {
                double h = Enumerable.Range(0, 3).Sum(d => (double)x[(n * 3) + d] * v[(d * 5) + c]);
                expected[i] = (float)(b2[c] + Enumerable.Range(0, 4).Sum(k => w2[(c * 4) + k] * Gelu((w1[(c * 4) + k] * h) + b1[(c * 4) + k])));
            }
        }

        Numbers.AssertClose(expected, got, 1e-5f);
    }

    [Fact]
    public void An_input_network_sees_the_whole_input_through_weights_of_its_own()
    {
        var function = new InputMlp(_components.Sites, 4, 0.3f);
        function.Initialise(2);
        Randomise(function);
        var clean = Clean([6]);
        var got = Eager.Evaluate(_device, function.Logits(clean, _components)[_components.Sites[0]]);
        var x = Eager.Evaluate(_device, clean.Batch);
        var (w1, b1, w2, b2) = Layers(function, "fc1");
        var expected = new float[30];
        for (var (n, i) = (0, 0); n < 6; n++)
        {
            for (var c = 0; c < 5; c++, i++)
            {
                double Hidden(int unit) => b1[unit] + Enumerable.Range(0, 3).Sum(d => (double)x[(n * 3) + d] * w1[(d * 20) + unit]);
                expected[i] = (float)(b2[c] + Enumerable.Range(0, 4).Sum(k => w2[(c * 4) + k] * Gelu(Hidden((c * 4) + k))));
            }
        }

        Numbers.AssertClose(expected, got, 1e-5f);
    }

    private static (float[] W1, float[] B1, float[] W2, float[] B2) Layers(IImportanceFunction function, string site) => (
        function.Parameters.Values[$"{site}.hidden.weight"].Span.ToArray(), function.Parameters.Values[$"{site}.hidden.bias"].Span.ToArray(),
        function.Parameters.Values[$"{site}.out.weight"].Span.ToArray(), function.Parameters.Values[$"{site}.out.bias"].Span.ToArray());

    private static void Randomise(IImportanceFunction function)
    {
        foreach (var (variable, i) in function.Parameters.Values.Variables.Select((v, i) => (v, i)))
            Numbers.Random((int)variable.Shape.Count, i).CopyTo(variable.Span);
    }

    private static double Gelu(double x)
    {
        // x·Φ(x), Φ by Simpson's rule on the normal density.
        const int panels = 400;
        var sum = 0.0;
        for (var i = 0; i <= panels; i++)
        {
            var t = x * i / panels;
            sum += Math.Exp(-t * t / 2) * (i is 0 or panels ? 1 : i % 2 == 0 ? 2 : 4);
        }

        return x * (0.5 + (sum * x / panels / 3 / Math.Sqrt(2 * Math.PI)));
    }

    private IImportanceFunction Make(string kind, float logit = 0.1f)
    {
        IImportanceFunction function = kind switch
        {
            "component" => new ComponentMlp(_components.Sites, 4, logit),
            "input" => new InputMlp(_components.Sites, 4, logit),
            "shared" => new SharedMlp(_components.Sites, [6, 4], logit),
            "linear" => new SharedMlp(_components.Sites, [], logit),
            _ => new GlobalTransformer(new GlobalTransformerShape(8, 2, 2, 6, logit), _components.Sites, _components.Sites),
        };
        function.Initialise(1);
        return function;
    }

    private CleanPass Clean(Shape lead) => CleanPass.Run(
        new Stack([.. _components.Sites.Select(s => s.Layer)]),
        _components.Sites,
        new Graph().Read(Numbers.Variable("x", lead.Append(3), Numbers.Random((int)lead.Count * 3, 9))));
}
