namespace Cleave.Formats.Text;

/// <summary>What a reader of a text file should know before anything is made of it.</summary>
internal static class TextWarnings
{
    internal static IReadOnlyList<string> Of(TextDecoding decoded, string path)
    {
        var warnings = new List<string>();
        if (decoded.Replaced > 0)
        {
            string sequences = decoded.Replaced == 1 ? "1 invalid sequence" : $"{decoded.Replaced} invalid sequences";
            warnings.Add($"{path}: {sequences} of {decoded.Encoding} became U+FFFD; save the file as UTF-8 to keep those characters.");
        }
        if (decoded.Guessed)
        {
            warnings.Add($"{path}: the file has no byte order mark and was read as {decoded.Encoding}, which its bytes look like; save it as UTF-8 to be sure.");
        }
        long earlier = decoded.Text.AsSpan().Count('\uFFFD') - decoded.Replaced;
        if (earlier > 0)
        {
            warnings.Add($"{path}: the file itself holds {earlier} replacement characters (U+FFFD), an earlier conversion lost what stood there.");
        }
        if (Mojibake(decoded.Text) is > 0 and var places)
        {
            warnings.Add($"{path}: {places} places look like UTF-8 that was once read as Latin-1 (such as 'â€™' for an apostrophe); the text is used as it is.");
        }
        return warnings;
    }

    /// <summary>Counts the first characters that UTF-8 of quotation marks and of accented letters becomes when it is read as Latin-1 or Windows-1252.</summary>
    private static long Mojibake(string text)
    {
        long count = 0;
        for (int at = text.AsSpan().IndexOfAny('â', 'Ã'); at >= 0 && at + 1 < text.Length;)
        {
            char next = text[at + 1];
            count += text[at] == 'â' ? (next is '€' or '\u0080' ? 1 : 0) : (next is >= '\u0080' and <= '\u00BF' ? 1 : 0);
            int step = text.AsSpan(at + 1).IndexOfAny('â', 'Ã');
            at = step < 0 ? -1 : at + 1 + step;
        }
        return count;
    }
}
