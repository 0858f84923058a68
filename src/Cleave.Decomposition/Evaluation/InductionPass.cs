using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Models.Layers;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What one layer attends to, means over held-out rows.</summary>
/// <param name="Entry">From where induction must look to where it must find something: see <see cref="InductionPass.Entry"/>.</param>
/// <param name="Previous">From each position but the first to the one before it.</param>
/// <param name="Mean">The whole pattern, [query, key].</param>
internal sealed record LayerAttention(double Entry, double Previous, double[,] Mean);

/// <summary>How the induction task is solved under one kind of masks.</summary>
/// <param name="Accuracy">Share of held-out rows whose largest logit is the answer's.</param>
/// <param name="Layers">What each layer attends to.</param>
internal sealed record InductionOutcome(double Accuracy, IReadOnlyList<LayerAttention> Layers);

/// <summary>Runs the induction transformer over the held-out rows and looks at its answers and attention patterns.</summary>
internal sealed class InductionPass(CpuDevice device, DecomposedTarget decomposed)
{
    private readonly InductionTransformer _target = (InductionTransformer)decomposed.Subject.Target;
    private readonly InductionRows _rows = (InductionRows)decomposed.Subject.HeldOut;

    private int Positions => _rows.BatchShape[1];

    /// <summary>The target as it is.</summary>
    public InductionOutcome Untouched() => Measure((ids, watch) => _target.Forward(ids, watch));

    /// <summary>With all sites under masks that follow from the importances.</summary>
    public InductionOutcome Under(string name, IMaskSource source) => Measure((ids, watch) =>
    {
        var clean = CleanPass.Run(_target, decomposed.Components.Sites, ids);
        var importances = Importances.From(decomposed.Importance.Logits(clean, decomposed.Components), decomposed.Squash);
        var context = new MaskContext(ids.Graph, decomposed.Components.Sites, importances, 0, $"evaluation/induction/{name}");
        return DecomposedForward.Run(_target, decomposed.Components, ids, source.Masks(context), Route.Everywhere, watch).Output;
    });

    /// <summary>With some subcomponents of some sites at mask 0, all others and Δ at 1.</summary>
    public InductionOutcome Without(IReadOnlyList<(Site Site, IReadOnlyList<int> Removed)> ablation) => Measure((ids, watch) =>
    {
        var masks = decomposed.Components.Sites.ToDictionary(s => s, s =>
        {
            var kept = new Variable($"{s.Name}.kept", [s.Count]);
            kept.Span.Fill(1);
            foreach (var c in ablation.Where(a => a.Site == s).SelectMany(a => a.Removed))
                kept.Span[c] = 0;
            return new Mask(ids.Graph.Read(kept), ids.Graph.Fill(1f, [1]));
        });
        return DecomposedForward.Run(_target, decomposed.Components, ids, masks, Route.Everywhere, watch).Output;
    });

    /// <summary>
    /// Query and key that induction hangs on: in layer 0 from M back to S, in layer 1 from the last S to M.
    /// </summary>
    /// <param name="layer">0 or 1.</param>
    /// <param name="announced">u, where S stands first.</param>
    /// <param name="positions">Length of a row.</param>
    public static (int Query, int Key) Entry(int layer, int announced, int positions) =>
        layer == 0 ? (announced + 1, announced) : (positions - 1, announced + 1);

    private InductionOutcome Measure(Func<Tensor, ForwardHooks, Tensor> forward)
    {
        var watch = new PatternHooks();
        var output = forward(_rows.Trace(new Graph()), watch);
        var logits = new Variable("logits", output.Shape);
        Variable[] patterns = [.. watch.Patterns.Select((p, i) => new Variable($"pattern.{i}", p.Shape))];
        using (var plan = Plan.Compile(device, [new(logits, output), .. patterns.Zip(watch.Patterns, (v, p) => new Assignment(v, p))]))
            plan.Run();
        return new InductionOutcome(Accuracy(logits), [.. patterns.Select((p, layer) => Attention(p.Span, layer))]);
    }

    private double Accuracy(Variable logits)
    {
        var (right, width) = (0, logits.Shape.Last);
        for (var row = 0; row < _rows.Announced.Length; row++)
        {
            var answers = logits.Span.Slice(row * width, width);
            var best = 0;
            for (var id = 1; id < width; id++)
                best = answers[id] > answers[best] ? id : best;
            right += best == (int)_rows.Labels.Span[row] ? 1 : 0;
        }

        return right / (double)_rows.Announced.Length;
    }

    private LayerAttention Attention(ReadOnlySpan<float> pattern, int layer)
    {
        var (rows, positions) = (_rows.Announced.Length, Positions);
        var (entry, previous, mean) = (0.0, 0.0, new double[positions, positions]);
        for (var row = 0; row < rows; row++)
        {
            var (query, key) = Entry(layer, _rows.Announced[row], positions);
            var square = pattern.Slice(row * positions * positions, positions * positions);
            entry += square[(query * positions) + key];
            for (var i = 0; i < positions; i++)
            {
                previous += i > 0 ? square[(i * positions) + i - 1] : 0;
                for (var j = 0; j <= i; j++)
                    mean[i, j] += square[(i * positions) + j] / (double)rows;
            }
        }

        return new LayerAttention(entry / rows, previous / rows / (positions - 1), mean);
    }

    /// <summary>Keeps the pattern of each layer, in forward order.</summary>
    private sealed class PatternHooks : ForwardHooks
    {
        public List<Tensor> Patterns { get; } = [];

        public override Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value)
        {
            Patterns.Add(heads.Pattern(query, key));
            return heads.Apply(query, key, value);
        }
    }
}
