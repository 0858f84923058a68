using System.Globalization;
using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>Some memory of a run.</summary>
/// <param name="Key">The settings that it grows with.</param>
/// <param name="What">What lies in it.</param>
/// <param name="Floats">How many floats, about.</param>
/// <param name="Together">How many of them lie in one piece; 0 where that does not matter.</param>
public sealed record MemoryItem(string Key, string What, double Floats, double Together = 0);

/// <summary>
/// The memory of a run, reckoned from its config and the shapes of the target's layers before anything is allocated. What must be held is
/// exact but for padding; temporaries are reckoned by factors fitted to the plans of the shipped recipes.
/// </summary>
public sealed class MemoryEstimate
{
    private const double MostTogether = 2_000_000_000;   // spans count in 32 bits

    // Floats a position of one masked pass: for each part its masks, for each rank-one its inner activations, with gradients in training,
    // and for each input and output of a site a share of what is stored.
    private static readonly (double Part, double Column, double Through) Training = (8, 3, 1);
    private static readonly (double Part, double Column, double Through) Evaluation = (3, 1, 0.25);

    private const int Copies = 3;                          // rows of text as they are made, packed, and cut

    private MemoryEstimate(IReadOnlyList<MemoryItem> items) => Items = items;

    /// <summary>What the memory is for.</summary>
    public IReadOnlyList<MemoryItem> Items { get; }

    /// <summary>All of it in bytes, without the program's own.</summary>
    public double Bytes => Items.Sum(i => i.Floats) * sizeof(float);

    /// <summary>Reckons the memory of a run.</summary>
    /// <exception cref="InputException">When the sites do not fit the target.</exception>
    public static MemoryEstimate Of(RunConfig config, ITarget target)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(target);
        var sites = SiteSelection.Match(target, config.Sites, config.Importance.InnerRank);
        var (positions, outputs) = Sizes(config, target);
        var (data, importance) = (config.Data, config.Importance.Size(sites, outputs));
        var components = sites.Sum(s => (double)s.Columns * (s.In + s.Out));
        var sampled = data.Text is null ? (double)data.SampledRows * data.Length : 0;
        double Pass(double rows, (double Part, double Column, double Through) each, double more) => rows * positions
            * (sites.Sum(s => (each.Part * s.Count) + (each.Column * s.Columns) + (each.Through * (s.In + s.Out))) + importance.Forward + more);
        return new MemoryEstimate(
        [
            new("sites", "U and V with gradients and moments", components * Kept(config.ComponentOptimizer), components),
            new("importance", "the importance function with gradients and moments", importance.Parameters * Kept(config.ImportanceOptimizer), importance.Parameters),
            .. config.Losses.Select(t => (t.Name, Adversary: AdversaryOf(t))).Where(t => t.Adversary is not null)
                .Select(t => new MemoryItem("data.batch or sites", $"the sources of {t.Name}", Sources(t.Adversary!, data.Batch, positions, sites))),
            new("data.batch or sites", "activations of a training step", Pass(data.Batch, Training, importance.Backward)),
            new("data.held_out or sites", "activations of the evaluation", Pass(data.HeldOut, Evaluation, 0)),
            new("sparsity.batch or sites", "activations of the budget's measurement", Pass(config.Sparsity?.Batch ?? 0, Evaluation, 0)),
            new("data.sampled_rows", "sampled text", sampled * Copies, sampled),
        ]);
    }

    /// <summary>Refuses a run that does not fit into the memory that is left.</summary>
    /// <exception cref="InputException">When it does not, or when the sites do not fit the target.</exception>
    public static void Refuse(RunConfig config, ITarget target)
    {
        var estimate = Of(config, target);
        var largest = estimate.Items.MaxBy(i => i.Floats)!;
        MemoryReckoning.Refuse("the run", (Int128)estimate.Bytes, $"{Size(largest)} of it for {largest.What}; lower {largest.Key}");
        if (estimate.Items.FirstOrDefault(i => i.Together > MostTogether) is { } item)
            throw new InputException($"{item.Key}: {item.What} are {Size(item)}, more than can lie in one piece; lower {item.Key}.");
    }

    // Positions a row, and outputs a position: a toy is asked by tracing one sample.
    private static (int Positions, int Outputs) Sizes(RunConfig config, ITarget target)
    {
        if (config.Target.Toy is not { } toy)
            return (config.Data.Length, 0);
        var sample = toy.Data(config.Seed, "sizes", 1);
        return (target.Output == OutputKind.Values ? 1 : sample.BatchShape[1], target.Forward(sample.Trace(new Graph())).Shape.Last);
    }

    private static string Size(MemoryItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.Floats * sizeof(float) / 1e9:N1} GB");

    private static double Kept(OptimizerSettings optimizer) => optimizer is MuonSettings ? 3 : 4;

    private static AdversarySettings? AdversaryOf(TermConfig term) => (term.Settings as ReconstructionSettings)?.Masks switch
    {
        AdversarySettings adversary => adversary,
        MergedSettings merged => merged.Adversary,
        _ => null,
    };

    private static double Sources(AdversarySettings adversary, int batch, int length, IReadOnlyList<Site> sites)
    {
        double rows = adversary.Scope switch
        {
            SourceScope.PerElement or SourceScope.PerRow => batch,
            SourceScope.Pooled => (double)batch * adversary.Particles,
            SourceScope.Repeated => adversary.Repeated,
            _ => 1,
        };
        var positions = adversary.Scope is SourceScope.Single or SourceScope.PerRow or SourceScope.Pooled ? 1 : length;
        return rows * positions * sites.Sum(s => s.Count + (adversary.Delta ? 1.0 : 0)) * (adversary.Kind == "persistent" ? 4 : 2);
    }
}
