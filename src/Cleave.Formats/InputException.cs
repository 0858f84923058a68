namespace Cleave.Formats;

/// <summary>
/// The user's input is wrong. The message is one sentence for each mistake: which file, which key or tensor, what was expected and
/// found, and what to do. The command line prints it and exits with code 2.
/// </summary>
public sealed class InputException : Exception
{
    private const int MostShown = 20;

    /// <summary>Creates the exception with its one sentence.</summary>
    public InputException(string message)
        : base(message) => Sentences = [message];

    /// <summary>Creates the exception with its one sentence and the failure beneath it.</summary>
    public InputException(string message, Exception? inner)
        : base(message, inner) => Sentences = [message];

    /// <summary>Creates the exception with the sentences of several mistakes; the message counts them and shows the first ones, a line each.</summary>
    /// <param name="sentences">At least one.</param>
    public InputException(IReadOnlyList<string> sentences)
        : base(Together(sentences)) => Sentences = sentences;

    /// <summary>One sentence for each mistake.</summary>
    public IReadOnlyList<string> Sentences { get; }

    private static string Together(IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        if (sentences.Count == 1)
        {
            return sentences[0];
        }
        string rest = sentences.Count > MostShown ? $"\n  and {sentences.Count - MostShown} more." : "";
        return $"{sentences.Count} settings are wrong:{string.Concat(sentences.Take(MostShown).Select(s => $"\n  {s}"))}{rest}";
    }
}
