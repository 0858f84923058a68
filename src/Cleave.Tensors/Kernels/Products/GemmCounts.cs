namespace Cleave.Tensors.Kernels;

/// <summary>0: not known in advance.</summary>
internal readonly struct GemmCount0 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 0;
}

/// <summary>1.</summary>
internal readonly struct GemmCount1 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 1;
}

/// <summary>2.</summary>
internal readonly struct GemmCount2 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 2;
}

/// <summary>3.</summary>
internal readonly struct GemmCount3 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 3;
}

/// <summary>4.</summary>
internal readonly struct GemmCount4 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 4;
}

/// <summary>5.</summary>
internal readonly struct GemmCount5 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 5;
}

/// <summary>6.</summary>
internal readonly struct GemmCount6 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 6;
}

/// <summary>7.</summary>
internal readonly struct GemmCount7 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 7;
}

/// <summary>8.</summary>
internal readonly struct GemmCount8 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 8;
}

/// <summary>9.</summary>
internal readonly struct GemmCount9 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 9;
}

/// <summary>10.</summary>
internal readonly struct GemmCount10 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 10;
}

/// <summary>11.</summary>
internal readonly struct GemmCount11 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 11;
}

/// <summary>12.</summary>
internal readonly struct GemmCount12 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 12;
}

/// <summary>16.</summary>
internal readonly struct GemmCount16 : IGemmCount
{
    /// <inheritdoc/>
    public static int Value => 16;
}
