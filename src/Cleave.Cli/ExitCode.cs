namespace Cleave.Cli;

/// <summary>What a command returns to the shell.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int WrongInput = 2;
    public const int Interrupted = 130;
}
