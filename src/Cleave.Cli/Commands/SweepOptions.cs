using System.CommandLine;
using Cleave.Cli.Commands.Bench;

namespace Cleave.Cli.Commands;

/// <summary>The options of <c>cleave sweep</c> beside those of its config.</summary>
internal sealed class SweepOptions
{
    public Option<string[]> Over { get; } = new("--over")
    {
        Description = "A key and its values; repeat it for more keys. A range low..high is drawn log-uniformly with --random.",
        HelpName = "key=v1,v2,..",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<int?> Random { get; } = Positive("--random", "Draw N random settings instead of taking every combination.");

    public Option<int> Seeds { get; } = GridOptions.Positive("--seeds", "Seeds of each setting, from the config's own on.", 1);

    public Option<double?> MostL0 { get; } = new("--most-l0") { Description = "The best setting may have no larger L0. Default: the knee of the front is the best.", HelpName = "L0" };

    public Option<string> Out { get; } = new("--out", "-o") { Description = "Folder of the sweep. Default: runs/sweep-RECIPE, with the model after it.", HelpName = "DIR" };

    public Option<int> Workers { get; } = GridOptions.WorkersOption();

    public Option<bool> Accept { get; } = new("--accept-config-change") { Description = "Continue runs although their config has changed." };

    public FigureOptions Figures { get; } = new();

    public IEnumerable<Option> All => [Over, Random, Seeds, MostL0, Out, Workers, Accept, Figures.Paper, Figures.Pdf];

    private static Option<int?> Positive(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && int.TryParse(only.Value, out var number) && number < 1)
                result.AddError($"{name} must be at least 1 but is {number}.");
        });
        return option;
    }
}
