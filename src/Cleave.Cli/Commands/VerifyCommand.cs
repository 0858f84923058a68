using System.CommandLine;
using System.Text.Json.Nodes;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave verify</c>: checks every file of a run, and its inputs, against their digests.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." };
        var (inputs, json) = (new InputOptions(), SharedOptions.Json());
        var command = new Verb("verify", "Check a run's files and inputs and change nothing; exit code 1 when something is damaged.",
            "cleave verify runs/tms-5-2-seed0")
        { run, inputs.Model, inputs.Tokenizer, inputs.Text, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(run), inputs.Of(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, InputPlaces places, bool json)
    {
        var findings = RunVerifier.Verify(path, places);
        var intact = findings.All(f => f.Level != FindingLevel.Problem);
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Of(new JsonObject
            {
                ["run"] = Path.GetFullPath(path),
                ["intact"] = intact,
                ["findings"] = JsonText.Array(findings.Select(Document)),
            }));
        }
        else
        {
            foreach (var finding in findings)
                terminal.Out.WriteLine($"{Name(finding.Level),-8} {finding.Subject}: {finding.Message}");
        }

        return intact ? ExitCode.Good : ExitCode.Failed;
    }

    private static JsonNode? Document(RunFinding finding) =>
        new JsonObject { ["level"] = Name(finding.Level), ["subject"] = finding.Subject, ["message"] = finding.Message };

    private static string Name(FindingLevel level) => level.ToString().ToLowerInvariant();
}
