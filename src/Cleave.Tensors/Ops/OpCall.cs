namespace Cleave.Tensors.Ops;

/// <summary>The memory one execution of an operation works on.</summary>
internal readonly unsafe struct OpCall(float** inputs, float* output, long step, int strip = 0)
{
    /// <summary>Where the result goes.</summary>
    public float* Output => output;

    /// <summary>The training step, which random operations are keyed by.</summary>
    public long Step => step;

    /// <summary>Which strip of the result this is, where the operation was cut.</summary>
    public int Strip => strip;

    /// <summary>An operand.</summary>
    public float* this[int input] => inputs[input];
}
