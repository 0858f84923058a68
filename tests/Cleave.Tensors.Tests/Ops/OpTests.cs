using Cleave.Tensors.Ops;
using Cleave.Tensors.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class OpTests
{
    public static TheoryData<string> Names => [.. OpCases.All.Select(c => c.Name)];

    public static TheoryData<string> Smooth => [.. OpCases.All.Where(c => c.TrueGradient).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Result_and_gradients_are_those_of_naive_double_arithmetic(string name)
    {
        using var device = new CpuDevice(2);
        ForSizes(inner: 40, runs: 30, sizes =>
        {
            var traced = Case(name).Trace(sizes);
            var reference = new DoubleReference();
            foreach (var tensor in (Tensor[])[traced.Result, traced.Loss, .. traced.Gradients])
                Close(reference.Evaluate(tensor), Eager.Evaluate(device, tensor), $"{tensor}");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_replayed_plan_gives_the_bits_of_eager_evaluation(string name)
    {
        using var device = new CpuDevice(2);
        ForSizes(inner: 40, runs: 15, sizes =>
        {
            var traced = Case(name).Trace(sizes);
            Tensor[] wanted = [traced.Result, .. traced.Gradients];
            var kept = Array.ConvertAll(wanted, t => new Variable("kept", t.Shape));
            using var plan = Plan.Compile(device, [.. wanted.Zip(kept, (t, v) => new Assignment(v, t))]);
            for (var replay = 0; replay < 2; replay++)
            {
                plan.Run();
                foreach (var (tensor, variable) in wanted.Zip(kept))
                    Assert.Equal(Bits(Eager.Evaluate(device, tensor)), Bits(variable.Span));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void The_gradient_graph_is_the_derivative(string name) =>
        ForSizes(inner: 5, runs: 8, sizes =>
        {
            var traced = Case(name).Trace(sizes);
            var reference = new DoubleReference();
            foreach (var (operand, gradient) in traced.Operands.Zip(traced.Gradients))
            {
                Assert.Equal(operand.Shape, gradient.Shape);
                Differences(traced.Loss, operand, reference.Evaluate(operand), reference.Evaluate(gradient));
            }
        });

    internal static void ForSizes(int inner, int runs, Action<Sizes> check)
    {
        var gen = from a in Gen.Choose(0, 3)
                  from b in Gen.Choose(0, 4)
                  from c in Gen.Frequency((3, Gen.Choose(0, 5)), (1, Gen.Choose(0, inner)))
                  from seed in Gen.Choose(0, 1_000_000)
                  select new Sizes(a, b, c, seed);
        Prop.ForAll(Arb.From(gen), check).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true));
    }

    internal static int[] Bits(ReadOnlySpan<float> numbers) => Array.ConvertAll(numbers.ToArray(), BitConverter.SingleToInt32Bits);

    internal static void Close(double[] expected, float[] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            var close = Math.Abs(expected[i] - found[i]) <= 3e-5 * (1 + Math.Abs(expected[i]));
            Assert.True(close, $"{what} at {i}: {found[i]} instead of {expected[i]}");
        }
    }

    private static OpCase Case(string name) => OpCases.All.Single(c => c.Name == name);

    private static void Differences(Tensor loss, Tensor operand, double[] x, double[] gradient)
    {
        const double Step = 1e-5;
        for (var i = 0; i < x.Length; i++)
        {
            var slope = (At(Step) - At(-Step)) / (2 * Step);
            var close = Math.Abs(slope - gradient[i]) <= 1e-5 * (1 + Math.Abs(slope));
            Assert.True(close, $"{operand} at {i}: {gradient[i]} instead of {slope}");

            double At(double step)
            {
                double[] moved = [.. x];
                moved[i] += step;
                return new DoubleReference(new Dictionary<Variable, double[]> { [((Read)operand.Op).Variable] = moved }).Evaluate(loss)[0];
            }
        }
    }
}
