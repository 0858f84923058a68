namespace Cleave.Formats.Llama2c;

/// <summary>One weight as floats.</summary>
/// <param name="Name">As in llama2.c, for example <c>layers.0.attention.wq.weight</c>.</param>
/// <param name="Shape">[width] of a norm or [out, in] of a matrix.</param>
/// <param name="Values">Row-major elements.</param>
public sealed record NamedArray(string Name, IReadOnlyList<int> Shape, float[] Values);
