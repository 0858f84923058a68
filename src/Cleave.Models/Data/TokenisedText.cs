using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Text;
using Cleave.Formats.Tokenizers;

namespace Cleave.Models.Data;

/// <summary>A text file as token ids, its documents one after another, each after the token that begins a text.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Documents">How many documents there were.</param>
/// <param name="Unknown">How many characters the vocabulary cannot write.</param>
/// <param name="Warnings">Sentences for the user about the text and the tokenizer.</param>
public sealed record TokenisedText(IReadOnlyList<int> Ids, int Documents, long Unknown, IReadOnlyList<string> Warnings)
{
    /// <summary>Reads and encodes a text file.</summary>
    /// <param name="path">The file, as <see cref="TextFile"/> reads it.</param>
    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="progress">Is told the characters done.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InputException">The file is not a text, or the vocabulary cannot write it.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public static TokenisedText Read(string path, ITokenizer tokenizer, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var file = TextFile.Read(path);
        long total = file.Documents.Sum(document => (long)document.Length);
        // At worst every character is a token, and a list that grows holds its numbers twice for a moment.
        MemoryReckoning.Refuse($"{path}: the tokens of {total} characters", 3L * sizeof(int) * total, "give less text");
        var ids = new List<int>((int)Math.Min(int.MaxValue / 2, total / 4));
        var (done, unknown) = (0L, 0L);
        foreach (var document in file.Documents)
        {
            stop.ThrowIfCancellationRequested();
            unknown += tokenizer.Encode(document.AsSpan().Trim(), addBeginning: true, ids, characters =>
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkDone(done + characters, total));
            });
            done += document.Length;
            progress?.Report(new WorkDone(done, total));
        }

        return new TokenisedText(ids, file.Documents.Count, unknown, [.. file.Warnings, .. tokenizer.Warnings, .. UnknownWarning(path, unknown, total)]);
    }

    /// <summary>A sentence about characters that became the unknown token; none where there are none.</summary>
    /// <param name="place">Where the text comes from.</param>
    /// <param name="unknown">Characters the vocabulary cannot write.</param>
    /// <param name="total">Characters in all.</param>
    public static IReadOnlyList<string> UnknownWarning(string place, long unknown, long total) => unknown == 0
        ? []
        : [$"{place}: the tokenizer cannot write {unknown} of {total} characters; the unknown token stands for them."];
}
