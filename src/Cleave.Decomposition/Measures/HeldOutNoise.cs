using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Masks;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Measures;

/// <summary>
/// How far a number may be off because few rows were measured: rows are taken in blocks, and the standard error of the whole is the
/// blocks' standard deviation over the root of their number. It holds the noise of random masks too.
/// </summary>
public static class HeldOutNoise
{
    private const int MostBlocks = 8;

    /// <summary>Standard errors by name: unmasked, stochastic, rounded_0.1 and l0; none for fewer than two rows.</summary>
    public static IReadOnlyDictionary<string, double> Measure(CpuDevice device, DecomposedTarget decomposed, IData data, ulong seed, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        ArgumentNullException.ThrowIfNull(data);
        var rows = data.BatchShape[0];
        var blocks = Math.Min(MostBlocks, rows);
        if (blocks < 2)
            return new Dictionary<string, double>();
        var seen = Enumerable.Range(0, blocks).Select(b => Block(device, decomposed, new DataRows(data, b * (rows / blocks), rows / blocks), seed + (ulong)b, stop));
        return seen.SelectMany(b => b).GroupBy(b => b.Name).ToDictionary(g => g.Key, g => Error([.. g.Select(v => (double)v.Value)]));
    }

    private static List<(string Name, float Value)> Block(CpuDevice device, DecomposedTarget decomposed, DataRows rows, ulong seed, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        MaskedReconstruction[] modes = [new("unmasked", ConstantMasks.Ones), new("stochastic", new UniformMasks()), new("rounded_0.1", new RoundedMasks(0.1f))];
        SiteImportance[] sites = [.. decomposed.Components.Sites.Select(s => new SiteImportance(s))];
        using var pass = new MeasuredPass(device, decomposed, rows, seed, [.. modes, .. sites]);
        pass.Run(0, stop: stop);
        return [.. modes.Select(m => (m.Name, m.Result.Divergence)), ("l0", sites.Sum(s => s.Result.L0))];
    }

    private static double Error(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }
}
