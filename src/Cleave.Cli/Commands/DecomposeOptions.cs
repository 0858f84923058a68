using System.CommandLine;
using Cleave.Tensors;

namespace Cleave.Cli.Commands;

/// <summary>The options of <c>cleave decompose</c> that change its config or its place.</summary>
internal sealed class DecomposeOptions
{
    public Option<string> Model { get; } = new("--model")
    {
        Description = "The language model to take apart: llama2.c .bin, .safetensors or their folder.",
        HelpName = "PATH",
    };

    public Option<string> Tokenizer { get; } = SharedOptions.Tokenizer();

    public Option<string> Text { get; } = new("--text")
    {
        Description = "Text to train on: .txt, .json or .jsonl. Default: text sampled from the model.",
        HelpName = "PATH",
    };

    public Option<string> Out { get; } = new("--out", "-o") { Description = "Folder of the run. Default: runs/RECIPE-seedN, or runs/RECIPE-MODEL-seedN.", HelpName = "DIR" };

    public Option<long?> Seed { get; } = new("--seed") { Description = "Seed of everything random.", HelpName = "N" };

    public Option<string[]> Settings { get; } = new("--set")
    {
        Description = "Change one setting, for example --set losses.minimality.coefficient=2e-3.",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string[]> Additions { get; } = new("--add")
    {
        Description = "Add a setting that the recipe does not have, for example --add losses.hidden=\"{ kind: hidden, .. }\".",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<int?> Threads { get; } = SharedOptions.Threads();

    public Option<MemoryUse> Memory { get; } = new("--memory")
    {
        Description = "low: compute activations of the masked passes again, block by block, instead of keeping them; results do not depend on it.",
        HelpName = "normal|low",
    };
}
