using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// Many small networks of one number each: z[r,c] = Σ_j w₂[c,j]·gelu(w₁[c,j]·h[r,c] + b₁[c,j]), the hidden layer never stored.
/// Its gradients come from <see cref="ScalarNetworksGradient"/>, which computes the hidden layer once more.
/// </summary>
internal sealed class ScalarNetworks(int rows, int networks, int hidden) : Op
{
    public (int Rows, int Networks, int Hidden) Sizes => (rows, networks, hidden);

    // Two multiply-adds and a gelu for each hidden unit.
    internal override double Flops(Tensor result) => 5.0 * rows * networks * hidden;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => ScalarNetworkParts.Run(cpu.Workers, new ScalarNetworkParts
    {
        H = call[0],
        W1 = call[1],
        B1 = call[2],
        W2 = call[3],
        Z = call.Output,
        Rows = rows,
        Networks = networks,
        Hidden = hidden,
    });

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (numbers, table) = (rows * networks, networks * hidden);
        var shards = ScalarNetworkParts.Shards(rows, networks);
        var all = result.Graph.Append(new ScalarNetworksGradient(rows, networks, hidden), [numbers + (3 * table * shards)], [.. result.Inputs, gradient]);
        var tables = all.Slice(0, numbers, 3 * table * shards).Reshape([shards, 3 * table]).SumRows();
        return [.. result.Inputs.Select((input, i) =>
            wanted[i] ? (i == 0 ? all.Slice(0, 0, numbers) : tables.Slice(0, (i - 1) * table, table)).Reshape(input.Shape) : null)];
    }
}

/// <summary>
/// The gradients dh, then dw₁, db₁, dw₂ of each shard of the rows, of <see cref="ScalarNetworks"/>, one after the other in one row of numbers. With
/// t = dz·w₂·gelu′: dh = Σ_j t·w₁, dw₁ = Σ_r t·h, db₁ = Σ_r t, dw₂ = Σ_r dz·gelu.
/// </summary>
internal sealed class ScalarNetworksGradient(int rows, int networks, int hidden) : Op
{
    public (int Rows, int Networks, int Hidden) Sizes => (rows, networks, hidden);

    // The hidden unit and its slope again, two products, three multiply-adds and a sum.
    internal override double Flops(Tensor result) => 13.0 * rows * networks * hidden;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => ScalarNetworkParts.Run(cpu.Workers, new ScalarNetworkParts
    {
        H = call[0],
        W1 = call[1],
        B1 = call[2],
        W2 = call[3],
        Dz = call[4],
        Z = call.Output,
        Shares = call.Output + ((long)rows * networks),
        Rows = rows,
        Networks = networks,
        Hidden = hidden,
    });
}

/// <summary>Many small networks of one number each.</summary>
public static class ScalarNetworksSyntax
{
    /// <summary>z = Σ_j w₂[c,j]·gelu(w₁[c,j]·h[..,c] + b₁[c,j]): for each of C numbers a network of its own with one hidden layer.</summary>
    /// <param name="h">The numbers, [.., C].</param>
    /// <param name="weight">w₁, [C, hidden].</param>
    /// <param name="bias">b₁, [C, hidden].</param>
    /// <param name="outWeight">w₂, [C, hidden].</param>
    /// <returns>[.., C].</returns>
    /// <exception cref="ShapeException">When the shapes do not fit.</exception>
    public static Tensor ScalarNetworks(this Tensor h, Tensor weight, Tensor bias, Tensor outWeight)
    {
        ArgumentNullException.ThrowIfNull(h);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(outWeight);
        if (h.Shape.Rank < 1 || weight.Shape.Rank != 2 || weight.Shape[0] != h.Shape.Last || bias.Shape != weight.Shape || outWeight.Shape != weight.Shape)
            throw new ShapeException($"ScalarNetworks: numbers {h.Shape}, weights {weight.Shape}, biases {bias.Shape} and {outWeight.Shape} do not fit.");
        var (networks, hidden) = (weight.Shape[0], weight.Shape[1]);
        return hidden <= ScalarNetworkParts.MostHidden
            ? h.Graph.Append(new ScalarNetworks((int)h.Shape.WithoutLast().Count, networks, hidden), h.Shape, h, weight, bias, outWeight)
            : Composed(h, weight, bias, outWeight);
    }

    /// <summary>The same of plain operations.</summary>
    internal static Tensor Composed(Tensor h, Tensor weight, Tensor bias, Tensor outWeight) =>
        (((h.Reshape(h.Shape.Append(1)) * weight) + bias).Gelu() * outWeight).SumLast();
}
