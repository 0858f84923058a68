using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// Whether a control bit's subcomponents compute its function, and nothing else. For each bit: with only that bit on and x anywhere
/// in its range, those whose importance ever exceeds 0.1 are kept and all others and Δ removed. Then <c>kept_error</c> is the squared
/// error against the function with the bit alone on, and <c>isolated_error</c> the same with all bits on, where other functions must
/// stay silent. Both are divided by the function's mean square, which is the error of removing everything: 0 is perfect, 1 no better
/// than nothing kept. Means over the bits, and the worst bit.
/// </summary>
public sealed class FunctionIsolation : IScore
{
    private const int Points = 101;
    private const float Important = 0.1f;

    /// <inheritdoc/>
    public bool Fits(DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return decomposed.Subject.Target is HandCoded;
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        var errors = Enumerable.Range(0, HandCoded.Functions).Select(bit => Bit(device, decomposed, bit)).ToArray();
        return
        [
            ("kept_error", errors.Average(e => e.Kept)),
            ("kept_error_worst", errors.Max(e => e.Kept)),
            ("isolated_error", errors.Average(e => e.Isolated)),
            ("isolated_error_worst", errors.Max(e => e.Isolated)),
        ];
    }

    private static (double Kept, double Isolated) Bit(CpuDevice device, DecomposedTarget decomposed, int bit)
    {
        var (alone, together) = (Inputs(b => b == bit), Inputs(_ => true));
        var keep = Keep(device, decomposed, alone);
        var function = Eager.Evaluate(device, decomposed.Subject.Target.Forward(new Graph().Read(alone)));   // [points, 1]
        var silence = function.Sum(y => (double)y * y);
        return (Error(alone) / silence, Error(together) / silence);

        double Error(Variable inputs) => Output(device, decomposed, inputs, keep).Zip(function, (y, f) => Math.Pow(y - (double)f, 2)).Sum();
    }

    /// <summary>x over its range, [points, 1 + bits].</summary>
    private static Variable Inputs(Func<int, bool> on)
    {
        const int width = 1 + HandCoded.Functions;
        var inputs = new Variable("inputs", [Points, width]);
        for (var p = 0; p < Points; p++)
        {
            inputs.Span[p * width] = HandCoded.High * p / (Points - 1);
            for (var b = 0; b < HandCoded.Functions; b++)
                inputs.Span[(p * width) + 1 + b] = on(b) ? 1 : 0;
        }

        return inputs;
    }

    /// <summary>1 for each subcomponent that is important at some input, else 0: [C] a site.</summary>
    private static Dictionary<Site, Variable> Keep(CpuDevice device, DecomposedTarget decomposed, Variable inputs)
    {
        var clean = CleanPass.Run(decomposed.Subject.Target, decomposed.Components.Sites, new Graph().Read(inputs));
        var logits = decomposed.Importance.Logits(clean, decomposed.Components);
        return decomposed.Components.Sites.ToDictionary(s => s, s =>
        {
            var importances = Eager.Evaluate(device, decomposed.Squash.Lower(logits[s]));   // [points, C]
            var keep = new Variable($"{s.Name}.keep", [s.Count]);
            for (var i = 0; i < importances.Length; i++)
            {
                if (importances[i] > Important)
                    keep.Span[i % s.Count] = 1;
            }

            return keep;
        });
    }

    private static float[] Output(CpuDevice device, DecomposedTarget decomposed, Variable inputs, Dictionary<Site, Variable> keep)
    {
        var graph = new Graph();
        var masks = keep.ToDictionary(k => k.Key, k => new Mask(graph.Read(k.Value), Delta: null));
        return Eager.Evaluate(device, DecomposedForward.Run(decomposed.Subject.Target, decomposed.Components, graph.Read(inputs), masks, Route.Everywhere).Output);
    }
}
