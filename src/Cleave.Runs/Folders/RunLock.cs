using System.Text.Json;
using Cleave.Formats;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Folders;

/// <summary>The process that holds a run.</summary>
public sealed record LockHolder(int Pid, string Host, DateTimeOffset Since);

/// <summary>
/// Makes a run have one writer. The operating system lets go of the lock when the process ends in whatever way,
/// so nothing stale can stay behind; who holds it is written beside, because a locked file cannot be read everywhere.
/// </summary>
public sealed class RunLock : IDisposable
{
    internal const string LockName = ".lock";
    private const string HolderName = ".lock-holder.json";
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock of a run folder, or explains who holds it.</summary>
    /// <exception cref="InputException">When another process holds it.</exception>
    /// <exception cref="RunDiskException">When the folder cannot be written.</exception>
    public static RunLock Take(string folder, TimeProvider clock)
    {
        var stream = Open(folder);
        try
        {
            var holder = new LockHolder(Environment.ProcessId, Environment.MachineName, clock.GetUtcNow());
            var path = Path.Combine(folder, HolderName);
            RunDiskException.Guard(path, () => File.WriteAllText(path, JsonSerializer.Serialize(holder, RunJson.Default.LockHolder)));

            return new RunLock(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process is at work on the run.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var shared = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);

            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DiskProblems.Of(failure).Problem == DiskProblem.Held;
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string folder)
    {
        var path = Path.Combine(folder, LockName);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return RunDiskException.Guard(path, () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (RunDiskException failure) when (failure.Problem == DiskProblem.Held)
            {
                if (attempt == Attempts)
                    throw new InputException($"{folder}: another writer is at work on this run ({Holder(folder)}); wait for it or stop it first.", failure);

                // Whoever only asks whether the lock is held has it for an instant.
                Thread.Sleep(Pause);
            }
        }
    }

    private static string Holder(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, HolderName));

            return JsonSerializer.Deserialize(text, RunJson.Default.LockHolder) is { } holder
                ? $"process {holder.Pid} on {holder.Host} since {holder.Since:u}"
                : "holder unknown";
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            return "holder unknown";
        }
    }
}
