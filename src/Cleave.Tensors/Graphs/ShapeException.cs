namespace Cleave.Tensors;

/// <summary>An expression was built from shapes that do not fit; the message names the operation and both shapes.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
