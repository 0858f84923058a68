using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Cleave.Cli.Commands;
using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Formats;

namespace Cleave.Cli;

/// <summary>The command line as a function, so that tests can call it in their own process.</summary>
internal static class Application
{
    /// <summary>Runs one command and returns its exit code.</summary>
    public static int Run(string[] arguments, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            terminal.Error.WriteLine($"cleave: {parsed.Errors[0].Message} See 'cleave {Path(parsed)}--help'.");
            return ExitCode.WrongInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,   // a save may take longer than any limit
        };
        try
        {
            return parsed.Invoke(configuration);
        }
        catch (InputException wrong)
        {
            terminal.Error.WriteLine($"cleave: {wrong.Message}");
            return ExitCode.WrongInput;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("cleave: interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is NotFiniteException or WatchdogException or IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"cleave: {failure.Message}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Takes trained neural networks apart into the mechanisms they are made of.")
        {
            RecipeCommand.Create(terminal),
            DecomposeCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            RunsCommand.Create(terminal),
            InfoCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            SampleCommand.Create(terminal),
            SweepCommand.Create(terminal),
            BenchCommand.Create(terminal),
        };
        Verb.ShowExamples(root);
        return root;
    }

    private static string Path(ParseResult parsed)
    {
        var path = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } command; result = command.Parent)
            path = $"{command.Command.Name} {path}";
        return path;
    }
}
