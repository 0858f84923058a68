using Spectre.Console;

namespace Cleave.Cli;

/// <summary>Where a command writes and how it learns that it should stop.</summary>
internal sealed record Terminal
{
    private const int PipedWidth = 160;

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, and progress where <see cref="Out"/> carries a document.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches <see cref="Out"/>.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Set by Ctrl-C.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Where progress goes.</summary>
    public TextWriter Progress(bool json) => json ? Error : Out;

    /// <summary>Formatted output; it drops colours by itself when piped or when NO_COLOR is set.</summary>
    public IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsInteractive)
            console.Profile.Width = PipedWidth;
        return console;
    }
}
