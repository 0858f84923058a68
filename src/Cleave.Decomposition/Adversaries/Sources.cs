using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Adversaries;

/// <summary>Which positions of a batch share a source (VPD authors' code, persistent PGD).</summary>
public enum SourceScope
{
    /// <summary>One source for everything: [1, 1, C + 1]. The scope of evaluation.</summary>
    Single,

    /// <summary>One a position, shared by the batch: [1, T, C + 1].</summary>
    PerPosition,

    /// <summary>N rows of positions, repeated over the batch: [N, T, C + 1].</summary>
    Repeated,

    /// <summary>One for each element and position: [B, T, C + 1]. The scope of training.</summary>
    PerElement,

    /// <summary>One for each element, shared by its positions: [B, 1, C + 1]; closer to the threat of evaluation (VPD authors' code).</summary>
    PerRow,

    /// <summary>
    /// K particles for each element, of which it meets one a step, at all its positions: [B · K, 1, C + 1]. More attacks at the
    /// memory of K positions (VPD authors' code).
    /// </summary>
    Pooled,
}

/// <summary>
/// An adversary's sources r ∈ [0, 1]: masks are m = g + (1 − g)·r and δ = r's last channel, never interpolated (VPD, adversarial reconstruction).
/// </summary>
public sealed class Sources
{
    private readonly IReadOnlyList<Site> _sites;
    private readonly int _rows;
    private readonly int _positions;
    private readonly bool _delta;
    private readonly ParticleChoice? _particles;

    /// <summary>Allocates sources for batches of [batch, positions, ..] (positions 1 for toys).</summary>
    /// <param name="name">Names the group and the random streams.</param>
    /// <param name="sites">The sites in forward order.</param>
    /// <param name="scope">What shares a source.</param>
    /// <param name="lead">The leading axes of importances: [batch] or [batch, position].</param>
    /// <param name="repeated">N of <see cref="SourceScope.Repeated"/>; it must divide the batch.</param>
    /// <param name="delta">Whether there are sources of δ; without them Δ is left out.</param>
    /// <param name="particles">Which particle each element meets, for <see cref="SourceScope.Pooled"/> only.</param>
    public Sources(
        string name, IReadOnlyList<Site> sites, SourceScope scope, Shape lead, int repeated = 1, bool delta = true, ParticleChoice? particles = null)
    {
        ArgumentNullException.ThrowIfNull(sites);
        if ((scope == SourceScope.Pooled) != (particles is not null))
            throw new ArgumentException($"{name}: particles belong to pooled sources.");
        (_sites, _delta, _particles) = (sites, delta, particles);
        var batch = lead[0];
        _rows = scope switch { SourceScope.PerElement or SourceScope.PerRow or SourceScope.Pooled => batch, SourceScope.Repeated => repeated, _ => 1 };
        _positions = scope is SourceScope.Single or SourceScope.PerRow or SourceScope.Pooled || lead.Rank == 1 ? 1 : lead[1];
        if (_rows < 1 || batch % _rows != 0)
            throw new ArgumentException($"{name}: {_rows} repeated sources do not divide a batch of {batch}.");
        var stored = _rows * (particles?.Count ?? 1);
        Group = new VariableGroup(name, sites.SelectMany(s => ((string, Shape)[])
        [
            (s.Name, [stored, _positions, s.Count]),
            .. delta ? [(DeltaOf(s), [stored, _positions, 1])] : ((string, Shape)[])[],
        ]));
    }

    /// <summary>All sources with their gradients.</summary>
    public VariableGroup Group { get; }

    /// <summary>Fresh independent draws from U[0, 1).</summary>
    public void Initialise(ulong seed, long step)
    {
        var variables = Group.Values.Variables;
        for (var i = 0; i < variables.Count; i++)   // a loop over the interface would allocate, and this runs every step
            new RandomStream(seed, variables[i].Name).Uniform(step, variables[i].Span);
    }

    /// <summary>Chooses what is met in a step, where there is a choice.</summary>
    public void Choose(long step) => _particles?.Draw(step);

    /// <summary>The masks these sources make.</summary>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _sites.ToDictionary(s => s, s =>
        {
            var g = context.Importances.Lower[s];   // [B, .., C]
            var tiled = Tiled(g);
            var scale = tiled.Interpolate(Met(context.Graph, s.Name)).Reshape(g.Shape);
            if (!_delta)
                return new Mask(scale, null);
            var delta = Met(context.Graph, DeltaOf(s));   // [rows, positions, 1]
            return new Mask(scale, delta.StretchTo(tiled.Shape.WithLast(1)).Reshape(g.Shape.WithLast(1)));
        });
    }

    private static string DeltaOf(Site site) => $"{site.Name}.delta";

    // [rows, positions, C]: everything that is stored, or the particles chosen for this step.
    private Tensor Met(Graph graph, string entry)
    {
        var stored = graph.Read(Group.Values[entry]);
        return _particles is null ? stored : stored.Rows().Embed(graph.Read(_particles.Rows)).Reshape([_rows, 1, stored.Shape.Last]);
    }

    // [B, T, C] as [B / rows, rows, T, C]: element b of the batch meets source b mod rows.
    private Tensor Tiled(Tensor g)
    {
        var positions = g.Shape.Rank == 2 ? 1 : g.Shape[1];
        return g.Reshape([g.Shape[0] / _rows, _rows, positions, g.Shape.Last]);
    }
}
