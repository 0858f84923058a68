using System.Text.Json.Nodes;
using Cleave.Cli.Views;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli;

/// <summary>What a verb found: one document for programs, and the same as text and tables for people. One of the two is asked for.</summary>
/// <param name="Document">Made for --json.</param>
/// <param name="Page">Made without it.</param>
internal sealed record Answer(Func<JsonNode> Document, Func<IEnumerable<Block>> Page)
{
    /// <summary>What the shell is told.</summary>
    public int ExitCode { get; init; } = Cli.ExitCode.Good;

    /// <summary>Writes the form that was asked for.</summary>
    public void Write(Terminal terminal)
    {
        if (terminal.WritesDocument)
            terminal.Out.WriteLine(JsonText.Of(Document()));
        else
            TerminalPage.Write(terminal.Console(), Page());
    }
}
