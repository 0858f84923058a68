using Cleave.Tensors.Optimization;
using Cleave.Tensors.Tests.Ops;
using Cleave.Tensors.Tests.Reference;
using Xunit;

namespace Cleave.Tensors.Tests.Plans;

[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class TrainingStepTests
{
    [Fact]
    public void Loss_and_gradients_are_those_of_naive_double_arithmetic()
    {
        using var device = new CpuDevice(2);
        var model = new SmallTransformer();
        using var plan = model.Compile(device);
        plan.Run();
        var reference = new DoubleReference();
        OpTests.Close(reference.Evaluate(model.Loss), [model.LossValue.Value], "loss");
        foreach (var (gradient, variable) in model.Gradients.Zip(model.Parameters.Gradients.Variables))
            OpTests.Close(reference.Evaluate(gradient), variable.Span.ToArray(), variable.Name);
    }

    [Fact]
    public void Every_replay_gives_the_bits_of_eager_evaluation()
    {
        using var device = new CpuDevice(2);
        var model = new SmallTransformer();
        using var plan = model.Compile(device);
        var adam = new AdamW(model.Parameters);
        for (var step = 0; step < 3; step++)
        {
            plan.Run(step);
            Assert.Equal(OpTests.Bits(Eager.Evaluate(device, model.Loss)), OpTests.Bits(model.LossValue.Span));
            foreach (var (gradient, variable) in model.Gradients.Zip(model.Parameters.Gradients.Variables))
                Assert.Equal(OpTests.Bits(Eager.Evaluate(device, gradient)), OpTests.Bits(variable.Span));
            adam.Step(device, 0.01f);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var results = new List<int[]>();
        foreach (var threads in (int[])[1, 2, 3])
        {
            using var device = new CpuDevice(threads);
            var model = new SmallTransformer(batch: 4, positions: 24, headWidth: 16);
            using var plan = model.Compile(device);
            var adam = new AdamW(model.Parameters);
            for (var step = 0; step < 2; step++)
            {
                plan.Run(step);
                adam.Step(device, 0.01f, Clipping.Factor(Clipping.GradientNorm(device, model.Parameters), 1f));
            }

            results.Add([.. OpTests.Bits(model.Parameters.Gradients.Span), .. OpTests.Bits(model.Parameters.Values.Span)]);
        }

        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_after_warm_up_allocates_nothing(int threads)
    {
        using var device = new CpuDevice(threads);
        var model = new SmallTransformer();
        using var plan = model.Compile(device);
        var adam = new AdamW(model.Parameters);
        var (own, all) = (long.MaxValue, long.MaxValue);
        for (var step = 0; step < 60; step++)
        {
            var (ownBefore, allBefore) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            plan.Run(step);
            adam.Step(device, 0.001f, Clipping.Factor(Clipping.GradientNorm(device, model.Parameters), 1f));
            var (ownAfter, allAfter) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            if (step >= 10)
                Assert.True((own = ownAfter - ownBefore) == 0, $"step {step} allocated {own} bytes");
            all = Math.Min(all, allAfter - allBefore);
        }

        // The whole process: the test runner may allocate beside most steps, hardly beside all of them.
        Assert.Equal(0, all);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        using var device = new CpuDevice(1);
        var model = new SmallTransformer();
        using var plan = model.Compile(device);
        var adam = new AdamW(model.Parameters);
        plan.Run();
        var before = model.LossValue.Value;
        for (var step = 0; step < 50; step++)
        {
            plan.Run(step);
            adam.Step(device, 0.01f);
        }

        Assert.True(model.LossValue.Value < before - 1f, $"{before} became {model.LossValue.Value}");
    }
}
