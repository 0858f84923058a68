using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Formats.Tokenizers;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave info</c>: what a model, tokenizer or run is, and its sizes.</summary>
internal static class InfoCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("path") { HelpName = "PATH", Description = "A model, a tokenizer.bin, a .safetensors file or the folder of a run." };
        var json = SharedOptions.Json();
        var command = new Verb("info", "Say what a file or run is: its kind, sites and sizes.", "cleave info stories260K.bin") { path, json };
        command.SetAction(parsed =>
        {
            var found = Describe(parsed.GetRequiredValue(path));
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(JsonText.Of(found.Document()));
            else
                found.Write(terminal.Console());
            foreach (var warning in found.Warnings)
                terminal.Error.WriteLine($"cleave: {Printable.Line(warning)}");
            return ExitCode.Good;
        });
        return command;
    }

    private static Description Describe(string path)
    {
        RunFolder.RefuseBegun(path);
        if (Directory.Exists(path))
            return new RunFolder(path).Exists ? Descriptions.OfRun(RunFolder.Open(path)) : Descriptions.OfModel(path, LlamaWeights.Read(path));
        if (!File.Exists(path))
            throw new InputException($"{path}: expected a model, a tokenizer or a run, found nothing; correct the path.");
        return InputFile.Ending(path) == ".safetensors"
            ? OfSafetensors(path)
            : OfBin(path);
    }

    private static Description OfSafetensors(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return InputFile.Find(folder, "config.json") is null
            ? Descriptions.OfTensors(SafetensorsFile.Read(path))
            : Descriptions.OfModel(path, LlamaWeights.Read(path));
    }

    /// <summary>Neither format of llama2.c has a mark of its own, so the name decides which is tried first and whose complaint is shown.</summary>
    private static Description OfBin(string path)
    {
        var tokenizer = Path.GetFileName(path).StartsWith("tok", StringComparison.OrdinalIgnoreCase);
        Func<Description> asTokenizer = () => Descriptions.OfTokenizer(path, SentencePieceTokenizer.Read(path));
        Func<Description> asModel = () => Descriptions.OfModel(path, LlamaWeights.Read(path));
        var (first, second) = tokenizer ? (asTokenizer, asModel) : (asModel, asTokenizer);
        try
        {
            return first();
        }
        catch (InputException)
        {
            try
            {
                return second();
            }
            catch (InputException)
            {
                return first();
            }
        }
    }
}
