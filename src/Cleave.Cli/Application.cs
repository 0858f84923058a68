using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Cleave.Cli.Commands;
using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Formats;

namespace Cleave.Cli;

/// <summary>The command line as a function, so that tests can call it in their own process.</summary>
internal static class Application
{
    /// <summary>Runs one command and returns its exit code.</summary>
    public static int Run(string[] arguments, Terminal terminal) => Run(Root(terminal), arguments, terminal);

    /// <summary>Runs one of the verbs below a root.</summary>
    public static int Run(RootCommand root, string[] arguments, Terminal terminal)
    {
        var parsed = root.Parse(arguments);
        var verb = Mistake.Path(parsed.CommandResult);
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.Tokens.All(t => t.Value is var word && verb.Split(' ').Contains(word, StringComparer.Ordinal)))
            parsed = root.Parse([.. arguments, "--help"]);
        if (parsed.Action is ParseErrorAction)
            return Fail(terminal, parsed, Mistake.Sentence(parsed), ExitCode.WrongInput);

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,   // a save may take longer than any limit
        };
        try
        {
            if (Mistake.EmptyText(parsed) is { } mistake)
                throw new InputException(mistake);
            return Finish(terminal, parsed, parsed.Invoke(configuration));
        }
        catch (Exception failure)
        {
            var (message, code) = Outcome(verb, failure);
            Fail(terminal, parsed, message, code);
            LastResort.Trace(terminal, failure);
            return code;
        }
    }

    private static (string Message, int Code) Outcome(string verb, Exception failure) => failure switch
    {
        InputException => (failure.Message, ExitCode.WrongInput),
        StoppedException => (failure.Message, ExitCode.Interrupted),
        OperationCanceledException => ("interrupted.", ExitCode.Interrupted),
        NotFiniteException or WatchdogException or IOException or UnauthorizedAccessException => (failure.Message, ExitCode.Failed),
        _ => (LastResort.Sentence(verb, failure), ExitCode.Failed),
    };

    private static int Fail(Terminal terminal, ParseResult parsed, string message, int code)
    {
        terminal.Error.WriteLine($"cleave: {message}");
        if (SharedOptions.AskedForJson(parsed))
            terminal.Out.WriteLine(JsonText.Of(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["exit_code"] = code } }));
        return code;
    }

    // A verb that only says something has failed when nobody could read it; what was made and saved stands.
    private static int Finish(Terminal terminal, ParseResult parsed, int code)
    {
        terminal.Out.Flush();
        if (terminal.LostOutput is not { } reason || code != ExitCode.Good)
            return code;
        var saved = parsed.CommandResult.Command is Verb { SavesItsResult: true } && !SharedOptions.AskedForJson(parsed);
        terminal.Error.WriteLine($"cleave: standard output could not be written ({reason}), so that output is lost{(saved ? "; the work itself is done and saved" : "")}.");
        return saved ? ExitCode.Good : ExitCode.Failed;
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
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = terminal.Width;
        Verb.ShowExamples(root);
        return root;
    }
}
