namespace Cleave.Tensors.Kernels;

/// <summary>
/// How one product is cut into parts. Everything here follows from the shape alone, never from the number of threads,
/// and the blocks of K, which alone decide the rounding, follow from K alone.
/// </summary>
internal readonly struct GemmPlan
{
    /// <summary>Most steps of K in one block: 12 rows of it fit the first-level cache.</summary>
    public const int MaxBlockK = 512;

    /// <summary>Floats of packed B that a worker keeps at most. One block of K at a time is read again and again, so the rest may lie in a cache further away.</summary>
    public const int PackedB = 1024 * 1024;

    /// <summary>Columns of B are packed in strips of a multiple of this, whatever the vector width.</summary>
    public const int StripColumns = 32;

    /// <summary>Panels of a transposed A packed together, because neighbours share cache lines and pages.</summary>
    public const int PanelsTogether = 8;

    /// <summary>From one packed panel of A to the next; a power of two would make them compete for cache sets.</summary>
    public const int PanelFloats = (16 * MaxBlockK) + 80;

    /// <summary>From one row of A that was copied to the next: not a multiple of what would make them compete for cache sets.</summary>
    public const int CopiedRow = MaxBlockK + 16;

    private const int CachedB = 128 * 1024;   // half of a second-level cache of 1 MB
    private const int MaxColumns = 512;
    private const int MinCachedColumns = 256;   // fewer would read A too often
    private const int MinRowsWhenRepacking = 256;
    private const long PartOperations = 1 << 18;
    private const int OperationsPerFloat = 16;   // slender products take as long as that to read and write
    private const int WantedParts = 24;
    private const long LongPartOperations = 1 << 22;   // as long as that, parts may be more: whoever is interrupted is waited for less
    private const int MostParts = 48;
    private const long MaxPartialFloats = 1 << 21;

    /// <summary>Plans <paramref name="shape"/> for register blocks of <paramref name="tileRows"/> rows.</summary>
    public GemmPlan(in GemmShape shape, int tileRows, int width)
    {
        // Few columns waste lanes: compute the transpose instead, whose lanes run along M, and scatter the tiles.
        Flipped = 2 * shape.N < width && shape.M >= 2 * shape.N;
        Shape = Flipped
            ? shape with
            {
                M = shape.N,
                N = shape.M,
                TransA = !shape.TransB,
                TransB = !shape.TransA,
                Lda = shape.Ldb,
                Ldb = shape.Lda,
            }
            : shape;
        BlocksK = Ceiling(Shape.K, MaxBlockK);
        BlockK = BlocksK == 0 ? 0 : Ceiling(Shape.K, BlocksK);
        Panels = Ceiling(Shape.M, tileRows);

        var operations = 2L * Shape.M * Shape.N * Shape.K;
        var floats = (long)Shape.M * Shape.N;
        var moved = ((long)Shape.M * Shape.K) + ((long)Shape.K * Shape.N) + floats;
        var wanted = (int)Math.Clamp((operations + (OperationsPerFloat * moved)) / PartOperations, 1, WantedParts);
        wanted = Math.Max(wanted, (int)Math.Min(operations / LongPartOperations, MostParts));
        PartsK = 1;
        if (wanted > 1 && BlocksK > 1 && floats * BlocksK <= MaxPartialFloats && floats <= 64 * 1024)
            PartsK = Math.Min(BlocksK, wanted);

        var most = CachedB / Math.Max(1, Shape.K) / StripColumns * StripColumns;
        most = most < MinCachedColumns ? MaxColumns : Math.Min(most, MaxColumns);
        var strips = Ceiling(Shape.N, StripColumns);
        var partsN = Ceiling(Shape.N, most);
        var partsM = PartsK > 1 ? 1 : Math.Clamp(Ceiling(wanted, partsN), 1, Panels);
        KeepsB = (long)Math.Min(most, strips * StripColumns) * Shape.K <= PackedB;
        if (!KeepsB)
            partsM = Math.Min(partsM, Math.Max(1, Shape.M / MinRowsWhenRepacking));
        if (PartsK == 1 && partsM * partsN < wanted)
        {
            // Narrower parts would balance better but read (or pack) A more often.
            partsN = Math.Max(partsN, Math.Min(Ceiling(wanted, partsM), Ceiling(strips, 8)));
        }

        Columns = Ceiling(strips, partsN) * StripColumns;
        PartsN = Ceiling(Shape.N, Columns);
        PartsM = partsM;
    }

    /// <summary>The product computed: the one asked for, or its transpose.</summary>
    public GemmShape Shape { get; private init; }

    /// <summary>Whether the tiles of the computed product are stored transposed.</summary>
    public bool Flipped { get; }

    /// <summary>Blocks of K.</summary>
    public int BlocksK { get; }

    /// <summary>Steps in every block of K but perhaps the last.</summary>
    public int BlockK { get; }

    /// <summary>Row panels, at most one register block high and of nearly equal heights.</summary>
    public int Panels { get; }

    /// <summary>Columns in every part but perhaps the last.</summary>
    public int Columns { get; }

    /// <summary>Parts along M.</summary>
    public int PartsM { get; }

    /// <summary>Parts along N.</summary>
    public int PartsN { get; }

    /// <summary>Parts along K; above 1, every block of K goes to a matrix of its own, summed afterwards in order.</summary>
    public int PartsK { get; }

    /// <summary>Whether the packed B of one part stays valid for the next parts of the same columns.</summary>
    public bool KeepsB { get; private init; }

    /// <summary>The same plan for a block of K that goes to a matrix of its own, <paramref name="columns"/> wide.</summary>
    public GemmPlan ForPartials(int columns) =>
        this with { KeepsB = false, Shape = Shape with { Ldc = columns, Accumulate = false } };

    /// <summary>Where panel <paramref name="panel"/> starts.</summary>
    public int PanelStart(int panel) => (int)((long)panel * Shape.M / Panels);

    /// <summary>How many columns strips of packed B have room for.</summary>
    public static int Wide(int columns) => Ceiling(columns, StripColumns) * StripColumns;

    private static int Ceiling(int x, int by) => (int)(((long)x + by - 1) / by);
}
