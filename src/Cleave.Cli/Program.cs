using System.Text;
using Cleave.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interruption = new Interruption();
return Application.Run(args, new Terminal
{
    Out = Console.Out,
    Error = Console.Error,
    IsInteractive = !Console.IsOutputRedirected,
    Stop = interruption.Token,
});
