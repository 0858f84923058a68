namespace Cleave.Tensors.Optimization;

/// <summary>Descends on a group of variables with the gradients the group holds.</summary>
public interface IOptimizer
{
    /// <summary>What a checkpoint must hold beside the values and <see cref="Count"/>, in a fixed order.</summary>
    IEnumerable<Variable> State { get; }

    /// <summary>How many steps were taken.</summary>
    long Count { get; set; }

    /// <summary>One descent step with the gradients the group now holds, times <paramref name="gradientScale"/>.</summary>
    void Step(CpuDevice device, float learningRate, float gradientScale = 1f);
}
