using System.Reflection;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class CoverageTests
{
    private static readonly TracedCase[] Cases = [.. OpCases.All.Select(c => c.Trace(new Sizes(2, 3, 4, 0)))];

    private static readonly Type[] Operations = [.. typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract)];

    // Random draws have no operand to differentiate by, a detached value and a choice have no gradient by definition; all have tests of their own.
    private static readonly Type[] WithoutDerivative = [typeof(Uniform), typeof(Normal), typeof(RandomSubset), typeof(Detach), typeof(BatchTopK)];

    [Fact]
    public void Every_operation_with_a_gradient_rule_is_compared_with_central_differences()
    {
        var compared = OpCases.All.Zip(Cases).Where(p => p.First.TrueGradient).SelectMany(p => p.Second.Forward)
            .Select(o => o.GetType()).ToHashSet();
        var rules = Operations.Where(t => DeclaresRule(t) && !WithoutDerivative.Contains(t) && t != typeof(LowerLeakyHardSigmoid));
        Assert.Empty(rules.Where(t => !compared.Contains(t)).Select(t => t.Name));
    }

    [Fact]
    public void Every_operation_that_appears_in_gradients_is_compared_with_double_arithmetic()
    {
        var seen = Cases.SelectMany(c => c.Operations).Select(o => o.GetType()).ToHashSet();
        var plain = Operations.Where(t => !t.IsGenericTypeDefinition && t != typeof(Copy) && !WithoutDerivative.Contains(t));
        Assert.Empty(plain.Where(t => !seen.Contains(t)).Select(t => t.Name));
    }

    [Fact]
    public void Every_derivative_of_an_elementwise_function_is_compared_with_double_arithmetic()
    {
        var seen = Cases.SelectMany(c => c.Operations).Select(o => o.GetType()).Where(t => t.IsGenericType)
            .Select(t => t.GetGenericArguments()[0]).ToHashSet();
        var derivatives = Operations.SelectMany(t => t.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public))
            .Where(t => t.Name == "Backward").ToArray();
        Assert.True(derivatives.Length >= 13);
        Assert.Empty(derivatives.Where(t => !seen.Contains(t)).Select(t => t.DeclaringType!.Name));
    }

    private static bool DeclaresRule(Type type) =>
        type.GetMethod("Gradients", BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType != typeof(Op);
}
