using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>Functions of equally long arrays, element by element. The result may be one of the operands.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Elements of one part: enough to hide handing it to a thread, few enough to stay in a near cache.</summary>
    public const int PartLength = 4_096;

    /// <summary>y = op(x).</summary>
    public static void Map<TOp>(Workers w, TOp op, float* x, float* y, long n)
        where TOp : struct, IUnary
    {
        var body = new MapParts<TOp> { Op = op, X = x, Y = y, N = n };
        w.Run(Parts(n), ref body);
    }

    /// <summary>z = op(x, y).</summary>
    public static void Zip<TOp>(Workers w, TOp op, float* x, float* y, float* z, long n)
        where TOp : struct, IBinary
    {
        var body = new ZipParts<TOp> { Op = op, X = x, Y = y, Z = z, N = n };
        w.Run(Parts(n), ref body);
    }

    /// <summary>z = op(x, y, u).</summary>
    public static void Zip<TOp>(Workers w, TOp op, float* x, float* y, float* u, float* z, long n)
        where TOp : struct, ITernary
    {
        var body = new ZipThreeParts<TOp> { Op = op, X = x, Y = y, U = u, Z = z, N = n };
        w.Run(Parts(n), ref body);
    }

    private static int Parts(long n) => checked((int)((n + PartLength - 1) / PartLength));

    private struct MapParts<TOp> : IParts
        where TOp : struct, IUnary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public long N;

        public void Run(int part, int worker)
        {
            var at = (long)part * PartLength;
            var n = Math.Min(PartLength, N - at);
            if (Vector512.IsHardwareAccelerated)
                RowLoop.Map<TOp, V512>(Op, X + at, Y + at, n);
            else if (Vector256.IsHardwareAccelerated)
                RowLoop.Map<TOp, V256>(Op, X + at, Y + at, n);
            else
                RowLoop.Map<TOp, V128>(Op, X + at, Y + at, n);
        }
    }

    private struct ZipParts<TOp> : IParts
        where TOp : struct, IBinary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public float* Z;
        public long N;

        public void Run(int part, int worker)
        {
            var at = (long)part * PartLength;
            var block = RowBlock.One(Math.Min(PartLength, N - at));
            if (Vector512.IsHardwareAccelerated)
                RowLoop.Zip<TOp, Along, Along, V512>(Op, block, X + at, Y + at, Z + at);
            else if (Vector256.IsHardwareAccelerated)
                RowLoop.Zip<TOp, Along, Along, V256>(Op, block, X + at, Y + at, Z + at);
            else
                RowLoop.Zip<TOp, Along, Along, V128>(Op, block, X + at, Y + at, Z + at);
        }
    }

    private struct ZipThreeParts<TOp> : IParts
        where TOp : struct, ITernary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public float* U;
        public float* Z;
        public long N;

        public void Run(int part, int worker)
        {
            var at = (long)part * PartLength;
            var block = RowBlock.One(Math.Min(PartLength, N - at));
            if (Vector512.IsHardwareAccelerated)
                RowLoop.Zip<TOp, Along, Along, Along, V512>(Op, block, X + at, Y + at, U + at, Z + at);
            else if (Vector256.IsHardwareAccelerated)
                RowLoop.Zip<TOp, Along, Along, Along, V256>(Op, block, X + at, Y + at, U + at, Z + at);
            else
                RowLoop.Zip<TOp, Along, Along, Along, V128>(Op, block, X + at, Y + at, U + at, Z + at);
        }
    }
}
