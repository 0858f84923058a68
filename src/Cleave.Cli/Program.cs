using System.Text;
using Cleave.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interruption = new Interruption();
var terminal = new Terminal
{
    Out = StandardStreams.Out,
    Error = StandardStreams.Error,
    IsInteractive = !Console.IsOutputRedirected,
    Stop = interruption.Token,
    Width = StandardStreams.Width,
};
using var lastResort = new LastResort(terminal);
return Application.Run(args, terminal);
