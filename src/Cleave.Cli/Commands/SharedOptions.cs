using System.CommandLine;
using Cleave.Tensors;

namespace Cleave.Cli.Commands;

/// <summary>Options that several verbs take.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document on standard output, progress on standard error." };

    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads") { Description = "Threads to compute on; results do not depend on it. Default: all cores.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && int.TryParse(only.Value, out var threads) && threads is < 0 or > 1024)
                result.AddError($"--threads must be from 0 (all cores) to 1024 but is {threads}.");
        });
        return option;
    }

    public static Option<string> Tokenizer() => new("--tokenizer") { Description = "Its tokenizer.bin; default: the one beside the model.", HelpName = "PATH" };

    public static CpuDevice Device(int threads) => new(threads == 0 ? Environment.ProcessorCount : threads);
}
