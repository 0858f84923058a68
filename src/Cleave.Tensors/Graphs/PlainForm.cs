namespace Cleave.Tensors;

/// <summary>
/// A value as it was written, where plans compute it by operations that pass over some of the values on the way. A gradient goes through
/// the plain form where one of those is asked for, so that none of them is lost.
/// </summary>
/// <param name="Value">The same value up to rounding, traced before the fused one; plans never run it for the value's own sake.</param>
/// <param name="Shares">
/// Whether a value belongs to those that both forms are the same function of. Gradients with respect to these, and to what lies behind them,
/// are equal either way.
/// </param>
internal sealed record PlainForm(Tensor Value, Predicate<Tensor> Shares);
