using System.Runtime.InteropServices;

namespace Cleave.Cli;

/// <summary>
/// The first Ctrl-C, SIGTERM, SIGHUP or SIGQUIT asks to save and stop; the second ends the process at once, which costs nothing but time.
/// A signal that the parent process ignores, as nohup does with SIGHUP, stays ignored.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() => _signals =
    [
        .. from signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]
           select PosixSignalRegistration.Create(signal, Handle),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
            Environment.Exit(ExitCode.Interrupted);
        _source.Cancel();
    }
}
