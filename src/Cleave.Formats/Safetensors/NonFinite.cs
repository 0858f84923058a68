namespace Cleave.Formats.Safetensors;

/// <summary>Counts numbers that are NaN or infinite.</summary>
internal static class NonFinite
{
    internal static int Count(ReadOnlySpan<float> values)
    {
        int found = 0;
        foreach (float value in values)
        {
            found += float.IsFinite(value) ? 0 : 1;
        }
        return found;
    }

    /// <summary>The count as a sentence goes on after "holds".</summary>
    internal static string Values(int count) => count == 1 ? "1 value that is NaN or infinite" : $"{count} values that are NaN or infinite";
}
