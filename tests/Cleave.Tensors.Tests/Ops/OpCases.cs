using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Every operation in every way its shapes allow. An operation missing here fails <see cref="CoverageTests"/>.</summary>
internal static class OpCases
{
    public static IReadOnlyList<OpCase> All { get; } =
        [.. Unary(), .. Broadcasting(), .. Sums(), .. Rows(), .. ProductCases.All, .. Moves(), .. Losses()];

    private static IEnumerable<OpCase> Unary() =>
    [
        new("Abs", i => i.Grid(i.Full).Abs()),
        new("Affine", i => (1.5f - (i.Numbers(i.Full) * 3f)) / 0.7f),
        new("Negate", i => -i.Numbers(i.Full)),
        new("Clamp", i => i.Grid(i.Full).Clamp(-0.4f, 0.6f)),
        new("Exp", i => i.Numbers(i.Full).Exp()),
        new("Gelu", i => i.Numbers(i.Full, -4f, 4f).Gelu()),
        new("GeluTanh", i => i.Numbers(i.Full, -4f, 4f).GeluTanh()),
        new("Log", i => i.Numbers(i.Full, 0.3f, 5f).Log()),
        new("Log2", i => i.Numbers(i.Full, 0.3f, 5f).Log2()),
        new("LowerLeakyHardSigmoid", i => i.Grid(i.Full).LowerLeakyHardSigmoid(0.01f), TrueGradient: false),
        new("LeakyHardSigmoid", i => i.Grid(i.Full).LeakyHardSigmoid(0.01f)),
        new("Relu", i => i.Grid(i.Full).Relu()),
        new("Silu", i => i.Numbers(i.Full, -4f, 4f).Silu()),
        new("Sqrt", i => i.Numbers(i.Full, 0.3f, 5f).Sqrt()),
        new("Square", i => i.Numbers(i.Full).Square()),
        new("UpperLeakyHardSigmoid", i => i.Grid(i.Full).UpperLeakyHardSigmoid(0.01f)),
        new("Fill", i => i.Graph.Fill(1.25f, i.Full) * i.Numbers(i.Full)),
    ];

    private static IEnumerable<OpCase> Broadcasting()
    {
        (string Name, Func<CaseInputs, (Shape X, Shape Y)> Shapes)[] patterns =
        [
            ("one shape", i => (i.Full, i.Full)),
            ("along rows", i => (i.Full, [i.C])),
            ("along columns", i => (i.Full, [i.B, 1])),
            ("along the middle", i => ([i.A, 1, i.C], i.Full)),
            ("both stretched", i => ([i.A, 1, i.C], [i.B, 1])),
            ("scalar left", i => (Shape.Scalar, i.Full)),
            ("one element right", i => (i.Full, [1, 1])),
            ("scalars", i => (Shape.Scalar, Shape.Scalar)),
        ];
        foreach (var (name, shapes) in patterns)
        {
            yield return new($"Add, {name}", i => i.Numbers(shapes(i).X) + i.Numbers(shapes(i).Y));
            yield return new($"Subtract, {name}", i => i.Numbers(shapes(i).X) - i.Numbers(shapes(i).Y));
            yield return new($"Multiply, {name}", i => i.Numbers(shapes(i).X) * i.Numbers(shapes(i).Y));
            yield return new($"Divide, {name}", i => i.Numbers(shapes(i).X) / i.Numbers(shapes(i).Y, 0.5f));
            yield return new($"Pow, {name}", i => i.Numbers(shapes(i).X, 0.3f).Pow(i.Numbers(shapes(i).Y)));
            yield return new($"Interpolate, {name}", i => i.Numbers(shapes(i).X, 0f, 1f).Interpolate(i.Numbers(shapes(i).Y, 0f, 1f)));
            yield return new($"TimesComplement, {name}", i => TimesComplement.Of(i.Numbers(shapes(i).X), i.Numbers(shapes(i).Y)));
            yield return new($"Greater, {name}", i => Kept(i.Grid(shapes(i).X), i.Grid(shapes(i).Y, 0f)));
            yield return new($"Where, {name}", i => i.Flags([i.B, 1]).Where(i.Numbers(shapes(i).X), i.Numbers(shapes(i).Y)));
        }

        foreach (var power in (float[])[0f, 1f, 2f])
        {
            yield return new($"Pow, to the power {power}", i => i.Numbers(i.Full, 0.3f).Pow(i.Graph.Fill(power, Shape.Scalar)));
        }

        yield return new("Where, full condition", i => i.Flags(i.Full).Where(i.Numbers([i.B, i.C]), i.Numbers(Shape.Scalar)));
        yield return new("Greater than a number", i => i.Grid(i.Full).Greater(0.4f) * i.Numbers(i.Full));

        static Tensor Kept(Tensor x, Tensor y) => x.Greater(y) * x;
    }

    private static IEnumerable<OpCase> Sums() =>
    [
        new("Sum", i => i.Numbers(i.Full).Sum()),
        new("Mean", i => i.Numbers([i.A + 1, i.C + 1]).Mean()),
        new("MeanOver", i => i.Numbers([i.A, i.B + 1, i.C]).MeanOver(1)),
        new("SumLast", i => i.Numbers(i.Full).SumLast()),
        new("SumRows", i => i.Numbers(i.Full).SumRows()),
        new("MaxRows", i => i.Weights([i.A + 1, i.B + 1, i.C]).MaxRows() * i.Numbers([i.C])),
        new("MaxRows of many numbers", i => i.Weights([(i.A * 40) + 1, (i.C * 30) + 1]).MaxRows() * i.Numbers([(i.C * 30) + 1])),
        new("SumOver the first", i => i.Numbers(i.Full).SumOver(0)),
        new("SumOver the middle", i => i.Numbers(i.Full).SumOver(1)),
        new("SumOver the last", i => i.Numbers(i.Full).SumOver(2)),
        new("SumTo the outer axes", i => i.Numbers(i.Full).SumTo([i.A, 1, i.C])),
        new("SumTo with two blocks", i => i.Numbers([i.A, i.B, i.C, 3]).SumTo([1, i.B, 1, 3])),
        new("StretchTo", i => i.Numbers([i.B, 1]).StretchTo(i.Full)),
        new("Repeat", i => i.Numbers([i.A, i.B]).Repeat(i.C)),
    ];

    private static IEnumerable<OpCase> Rows() =>
    [
        new("Softmax", i => i.Numbers(i.Full, -5f, 5f).Softmax()),
        new("Softmax, causal", i => i.Numbers([i.A, i.B, i.B], -5f, 5f).Softmax(causal: true)),
        new("LogSoftmax", i => i.Numbers(i.Full, -5f, 5f).LogSoftmax()),
        new("RmsNorm", i => i.Numbers(i.Full).RmsNorm(0.01f)),
        new("RmsNorm with gain", i => i.Numbers(i.Full).RmsNorm(0.01f, i.Numbers([i.C]))),
        new("LayerNorm", i => i.Numbers(i.Full).LayerNorm(0.01f)),
        new("LayerNorm with gain and bias", i => i.Numbers(i.Full).LayerNorm(0.01f, i.Numbers([i.C]), i.Numbers([i.C]))),
        new("Gather", i => i.Numbers([i.A, i.B, i.C + 1]).Gather(i.Ids([i.A, i.B], i.C + 1))),
        new("Embed", i => i.Numbers([i.B + 1, i.C]).Embed(i.Ids([i.A, 3], i.B + 1))),
    ];

    private static IEnumerable<OpCase> Moves() =>
    [
        new("Reshape", i => i.Numbers(i.Full).Reshape([i.C, i.A * i.B])),
        new("Rows", i => i.Numbers(i.Full).Rows()),
        new("Transpose", i => i.Numbers(i.Full).Transpose(2, 0, 1)),
        new("Transpose of four axes", i => i.Numbers([i.A, i.B, 2, i.C]).Transpose(0, 2, 1, 3)),
        new("Slice of the outer axis", i => i.Numbers([i.B + 2, i.C]).Slice(0, 1, i.B)),
        new("Slice of a computed outer axis", i => i.Numbers([i.B + 2, i.C]).Exp().Slice(0, 1, i.B).Square()),
        new("Slice of the inner axis", i => i.Numbers([i.A, i.B, i.C + 2]).Slice(2, 1, i.C)),
        new("Slice of everything", i => i.Numbers(i.Full).Slice(1, 0, i.B)),
        new("Split and Concat", i => i.Numbers([i.A, i.B + 3, i.C]).Split(1, 1, i.B, 2).Reverse().ToArray().Concat(1)),
        new("Concat of several", i => new[] { i.Numbers([i.B, i.C]), i.Numbers([3, i.C]) }.Concat(0)),
        new("Pad", i => i.Graph.Append(new Pad(i.A, i.B + 3, i.C, 1, i.B), [i.A, i.B + 3, i.C], i.Numbers(i.Full))),
    ];

    private static IEnumerable<OpCase> Losses() =>
    [
        new("KlFromLogits", i => i.Numbers([i.A + 1, i.C + 1]).KlFromLogits(i.Numbers([i.A + 1, i.C + 1]).LogSoftmax())),
        new("KlFromLogits of a large vocabulary", i =>
        {
            var words = i.Weights([(4 * i.C) + 5, i.C + 1]);
            var (h, target) = (i.Numbers([i.A + 1, 2, i.C + 1]), i.Weights([i.A + 1, 2, i.C + 1]));
            return h.Logits(words).KlFromLogits(target.Logits(words).KlReference());
        }),
        new("CrossEntropyFromLogits", i => i.Numbers([i.A + 1, i.C + 1]).CrossEntropyFromLogits(i.Ids([i.A + 1], i.C + 1))),
        new("MeanSquaredError", i => i.Numbers([i.A + 1, i.C + 1]).MeanSquaredError(i.Numbers([i.A + 1, i.C + 1]))),
    ];
}
