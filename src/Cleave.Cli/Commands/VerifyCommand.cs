using System.CommandLine;
using System.Text.Json.Nodes;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave verify</c>: checks every file of a run, and its inputs, against their digests.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." };
        var inputs = new InputOptions();
        var command = new Verb("verify", "Check a run's files and inputs and change nothing; exit code 1 when something is damaged.",
            "cleave verify runs/tms-5-2-seed0")
        { run, inputs.Model, inputs.Tokenizer, inputs.Text };
        command.Answers(terminal, (parsed, _) => Run(parsed.GetRequiredValue(run), inputs.Of(parsed)));
        return command;
    }

    private static Answer Run(string path, InputPlaces places)
    {
        var findings = RunVerifier.Verify(path, places);
        var intact = findings.All(f => f.Level != FindingLevel.Problem);
        return new Answer(
            () => new JsonObject
            {
                ["run"] = Path.GetFullPath(path),
                ["intact"] = intact,
                ["findings"] = JsonText.Array(findings.Select(Document)),
            },
            () => findings.Select(f => new Passage($"{Name(f.Level),-8} {f.Subject}: {f.Message}")))
        {
            ExitCode = intact ? ExitCode.Good : ExitCode.Failed,
        };
    }

    private static JsonNode? Document(RunFinding finding) =>
        new JsonObject { ["level"] = Name(finding.Level), ["subject"] = finding.Subject, ["message"] = finding.Message };

    private static string Name(FindingLevel level) => level.ToString().ToLowerInvariant();
}
