using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// For ping-pong superposition, over subcomponents that are important (above 0.1) on some circuit's probe: <c>parts</c>, how many there
/// are (64 circuits or 8 groups); <c>circuits_per_part</c>, on how many circuits each is important; <c>pure_parts</c>, the share that
/// serves circuits of one group only.
/// </summary>
public sealed class GroupScore : IScore
{
    private const float Important = 0.1f;

    /// <inheritdoc/>
    public bool Fits(DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return decomposed.Components.Sites is [{ Name: PingPongToy.Layer }];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        var importances = ToyEvaluation.OneHotImportances(device, decomposed, decomposed.Components.Sites[0]);
        int[][] parts =
        [
            .. Enumerable.Range(0, importances.GetLength(1))
                .Select(c => Enumerable.Range(0, importances.GetLength(0)).Where(circuit => importances[circuit, c] > Important).ToArray())
                .Where(circuits => circuits.Length > 0),
        ];
        yield return ("parts", parts.Length);
        yield return ("circuits_per_part", parts.Select(p => p.Length).DefaultIfEmpty(0).Average());
        yield return ("pure_parts", parts.Select(p => p.Select(c => c / PingPongToy.GroupSize).Distinct().Count() == 1 ? 1.0 : 0.0).DefaultIfEmpty(0).Average());
    }
}
