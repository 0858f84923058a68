namespace Cleave.Cli.Tests;

/// <summary>What a command left behind.</summary>
internal sealed record Outcome(int Code, string Out, string Error);

/// <summary>Calls the program in this process.</summary>
internal static class CommandLine
{
    public static Outcome Run(params string[] arguments) => Run(Terminal.PipedWidth, arguments);

    public static Outcome Run(int width, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(arguments, new Terminal { Out = output, Error = error, IsInteractive = false, Stop = CancellationToken.None, Width = width });
        return new Outcome(code, output.ToString(), error.ToString());
    }
}
