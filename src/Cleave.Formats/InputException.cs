namespace Cleave.Formats;

/// <summary>
/// The user's input is wrong. The message is one sentence: which file, which key or tensor, what was expected and found,
/// and what to do. The command line prints it and exits with code 2.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception with its one sentence.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its one sentence and the failure beneath it.</summary>
    public InputException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
