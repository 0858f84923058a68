using Cleave.Models;
using Cleave.Models.Toys;

namespace Cleave.Decomposition.Evaluation;

/// <summary>A target with the data it is decomposed on and the data it is judged on.</summary>
/// <param name="Target">The frozen network.</param>
/// <param name="Training">Training batches.</param>
/// <param name="HeldOut">The batch that training never sees.</param>
/// <param name="Truth">What is known of a toy's mechanisms.</param>
/// <param name="Sparsity">Batches on which a budget's quantity is measured: neither trained on nor judged on; none without a budget.</param>
public sealed record Subject(ITarget Target, IData Training, IData HeldOut, Truth? Truth = null, IData? Sparsity = null)
{
    /// <summary>Sentences for the user about the files it was read from: what was replaced, ignored or looks damaged.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
