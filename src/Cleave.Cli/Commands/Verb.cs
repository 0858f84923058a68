using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cleave.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
internal sealed class Verb(string name, string description, string example) : Command(name, description)
{
    /// <summary>Something that can be typed as it stands.</summary>
    public string Example => example;

    /// <summary>Whether what it prints stands in files too, so that lost output costs nothing.</summary>
    public bool SavesItsResult { get; private set; }

    /// <summary>Makes the help of all verbs below a root show their examples.</summary>
    public static void ShowExamples(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExample((HelpAction)option.Action!);
    }

    /// <summary>Says what the verb does, and adds --json: its answer is written as a document then.</summary>
    public void Answers(Terminal terminal, Func<ParseResult, Terminal, Answer> work, bool savesItsResult = false)
    {
        SavesItsResult = savesItsResult;
        var json = SharedOptions.Json();
        Add(json);
        SetAction(parsed =>
        {
            var own = terminal with { WritesDocument = parsed.GetValue(json) };
            var answer = work(parsed, own);
            answer.Write(own);
            return answer.ExitCode;
        });
    }

    private sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => help.ClearsParseErrors;

        public override int Invoke(ParseResult parseResult)
        {
            var result = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
                parseResult.InvocationConfiguration.Output.WriteLine($"Example:{Environment.NewLine}  {verb.Example}{Environment.NewLine}");
            return result;
        }
    }
}
