using System.Text;
using Cleave.Formats.Files;

namespace Cleave.Cli;

/// <summary>
/// Standard output or standard error. What would steer a terminal is escaped here, once for every view. What cannot be written is
/// dropped and remembered: a full disk or a closed output never ends the work whose progress it shows.
/// </summary>
internal sealed class OutputWriter : TextWriter
{
    private readonly TextWriter _inner;

    private OutputWriter(TextWriter inner) => _inner = inner;

    /// <summary>Why output was lost, or null when all of it was written.</summary>
    public string? Failure { get; private set; }

    /// <summary>The same output for text whose escapes are our own, such as colours; its text must have been escaped before.</summary>
    public TextWriter Styled => new StyledWriter(this);

    /// <summary>Guards a writer, which stays its owner's to dispose.</summary>
    public static OutputWriter Around(TextWriter inner) => new(inner);

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (value is not null)
            Put(Printable.Text(value));
    }

    public override void WriteLine(string? value) => Put(Printable.Text(value ?? "") + NewLine);

    public override void WriteLine() => Put(NewLine);

    public override void Flush() => Guard(_inner.Flush);

    private void Put(string text) => Guard(() => _inner.Write(text));

    private void Guard(Action write)
    {
        if (Failure is not null)
            return;
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = failure.Message.TrimEnd('.');
        }
    }

    private sealed class StyledWriter(OutputWriter output) : TextWriter
    {
        public override Encoding Encoding => output.Encoding;

        public override void Write(char value) => output.Put(value.ToString());

        public override void Write(char[] buffer, int index, int count) => output.Put(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => output.Put(buffer.ToString());

        public override void Write(string? value)
        {
            if (value is not null)
                output.Put(value);
        }

        public override void Flush() => output.Flush();
    }
}
