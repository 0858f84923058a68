namespace Cleave.Tensors.Ops;

/// <summary>
/// One operation: its forward kernel and its gradient rule, in one file. An instance belongs to one place in one graph and
/// carries that place's constants, so shapes are checked once, when the expression is built.
/// </summary>
public abstract class Op
{
    /// <summary>The name used in messages and profiles.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The operand whose memory the result shares without work, or −1.</summary>
    internal virtual int SharesMemoryOf => -1;

    /// <summary>Where in that operand's memory the result starts, in floats.</summary>
    internal virtual long SharedOffset => 0;

    /// <summary>Whether the result may be written over an operand of the same size that nobody else needs.</summary>
    internal virtual bool MayOverwrite(int input) => false;

    /// <summary>Whether each entry of the result depends on the same entry of every operand of its shape, and on no other of it.</summary>
    internal virtual bool IsElementwise => false;

    /// <summary>What lies one after the other in the result, where that is several; each may lie elsewhere, so that their addresses follow the operands' in a call.</summary>
    internal virtual Results? Results => null;

    /// <summary>
    /// The operation on each of some strips of its result, or null where a strip needs more than the same strip of an operand, or all of it.
    /// A strip's bits are those of the whole.
    /// </summary>
    /// <param name="result">What the operation makes.</param>
    /// <param name="strips">How many.</param>
    internal virtual Cut? CutInto(Tensor result, int strips) => null;

    /// <summary>Floating-point operations of one run: two a multiply-add, one for anything else that makes a number.</summary>
    internal virtual double Flops(Tensor result) => SharesMemoryOf >= 0 ? 0 : result.Shape.Count;

    /// <summary>Computes the result on the CPU.</summary>
    internal abstract unsafe void Run(CpuDevice cpu, in OpCall call);

    /// <summary>
    /// The gradients with respect to those operands that <paramref name="wanted"/> marks (others may be null), given the
    /// gradient with respect to the result.
    /// </summary>
    internal virtual Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        throw new NotSupportedException($"{Name} has no gradient rule: it is itself part of a gradient.");
}
