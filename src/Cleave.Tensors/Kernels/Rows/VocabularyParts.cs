using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// For each row h: its mean word Σ_v softmax(h·Wᵀ)_v·w_v and the normaliser ln Σ_v exp(h·w_v). Logits live only as tiles of a few rows and
/// words; what was summed so far shrinks whenever a larger logit turns up, so that no exponential overflows.
/// </summary>
internal unsafe struct VocabularyParts(Gemm gemm, float* h, float* words, float* result, int rows, int width, int vocabulary) : IParts
{
    private const int TileRows = 64;
    private const int TileWords = 512;

    /// <summary>Computes all rows: the means [rows, width], then the normalisers [rows].</summary>
    public static void Run(CpuDevice cpu, float* h, float* words, float* result, int rows, int width, int vocabulary)
    {
        var body = new VocabularyParts(cpu.Gemm, h, words, result, rows, width, vocabulary);
        cpu.Workers.Run((rows + TileRows - 1) / TileRows, ref body);
    }

    public readonly void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Tile<V512>(part * TileRows, worker);
        else if (Vector256.IsHardwareAccelerated)
            Tile<V256>(part * TileRows, worker);
        else
            Tile<V128>(part * TileRows, worker);
    }

    [SkipLocalsInit]
    private readonly void Tile<V>(int first, int worker)
        where V : unmanaged, ISimd<V>
    {
        var logits = stackalloc float[TileRows * TileWords];
        var largest = stackalloc float[TileRows];
        var sums = stackalloc double[TileRows];
        var count = Math.Min(TileRows, rows - first);
        new Span<float>(largest, count).Fill(float.NegativeInfinity);
        new Span<double>(sums, count).Clear();
        var means = result + ((long)first * width);
        for (var start = 0; start < vocabulary; start += TileWords)
        {
            var tile = words + ((long)start * width);
            var n = Math.Min(TileWords, vocabulary - start);
            gemm.RunSerial(new GemmShape(count, n, width, false, true, width, width, TileWords), worker, h + ((long)first * width), tile, logits);
            for (var row = 0; row < count; row++)
                Weigh<V>(logits + (row * TileWords), n, means + ((long)row * width), ref largest[row], ref sums[row], start == 0);
            gemm.RunSerial(new GemmShape(count, width, n, false, false, TileWords, width, width, Accumulate: start > 0), worker, logits, tile, means);
        }

        for (var row = 0; row < count; row++)
        {
            Scale<V>(means + ((long)row * width), (float)(1 / sums[row]));
            result[((long)rows * width) + first + row] = (float)(largest[row] + Math.Log(sums[row]));
        }
    }

    // Turns logits into exponentials above the largest so far, and adds them up.
    private readonly void Weigh<V>(float* row, int n, float* mean, ref float largest, ref double sum, bool isFirst)
        where V : unmanaged, ISimd<V>
    {
        var peak = Math.Max(largest, RowSums.Max<V>(row, n));
        if (!isFirst && peak > largest)
        {
            var shrink = Math.Exp((double)largest - peak);
            sum *= shrink;
            Scale<V>(mean, (float)shrink);
        }

        largest = peak;
        RowLoop.Map<ExpAbove, V>(new ExpAbove(peak), row, row, n);
        sum += RowSums.Sum<First, V>(default, row, row, n);
    }

    private readonly void Scale<V>(float* mean, float factor)
        where V : unmanaged, ISimd<V> => RowLoop.Map<Standardise, V>(new Standardise(0f, factor), mean, mean, width);
}
