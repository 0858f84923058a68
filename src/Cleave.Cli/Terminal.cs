using Spectre.Console;

namespace Cleave.Cli;

/// <summary>Where a command writes and how it learns that it should stop.</summary>
internal sealed record Terminal
{
    /// <summary>Columns of output that nobody watches and for which COLUMNS says nothing.</summary>
    public const int PipedWidth = 100;

    private readonly OutputWriter _out = null!;     // both are required
    private readonly OutputWriter _error = null!;

    /// <summary>Results.</summary>
    public required TextWriter Out { get => _out; init => _out = OutputWriter.Around(value); }

    /// <summary>Errors, and progress where <see cref="Out"/> carries a document.</summary>
    public required TextWriter Error { get => _error; init => _error = OutputWriter.Around(value); }

    /// <summary>Whether a person watches <see cref="Out"/>.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Set by Ctrl-C.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Columns of a line of <see cref="Out"/>.</summary>
    public int Width { get; init; } = PipedWidth;

    /// <summary>Why results did not reach their reader, or null.</summary>
    public string? LostOutput => _out.Failure;

    /// <summary>Whether <see cref="Out"/> carries one document and nothing else.</summary>
    public bool WritesDocument { get; init; }

    /// <summary>Whether progress may be redrawn in place.</summary>
    public bool IsWatched => IsInteractive && !WritesDocument;

    /// <summary>Where progress goes.</summary>
    public TextWriter Progress => WritesDocument ? Error : Out;

    /// <summary>Formatted output; it drops colours by itself when piped or when NO_COLOR is set.</summary>
    public IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_out.Styled),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Profile.Width = Width;
        console.Pipeline.Attach(new EscapedSegments());
        return console;
    }
}
