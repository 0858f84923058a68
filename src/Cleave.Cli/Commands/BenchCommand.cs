using System.CommandLine;
using Cleave.Cli.Commands.Bench;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave bench</c>: studies of many runs on targets whose truth is known.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal) => new Verb("bench", "Work through a study of many runs; interrupt it whenever you like, the same command goes on.",
        "cleave bench ground-truth --budget small")
    {
        GroundTruthCommand.Create(terminal),
        PlantedCommand.Create(terminal),
        VariantsCommand.PingPong.Create(terminal),
        VariantsCommand.Cancelling.Create(terminal),
        AblationCommand.Create(terminal),
    };
}
