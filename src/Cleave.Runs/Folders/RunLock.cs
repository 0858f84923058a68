using System.Text.Json;
using Cleave.Formats;

namespace Cleave.Runs.Folders;

/// <summary>The process that holds a run.</summary>
public sealed record LockHolder(int Pid, string Host, DateTimeOffset Since);

/// <summary>
/// Makes a run have one writer. The operating system lets go of the lock when the process ends in whatever way,
/// so nothing stale can stay behind; who holds it is written beside, because a locked file cannot be read everywhere.
/// </summary>
public sealed class RunLock : IDisposable
{
    private const string LockName = ".lock";
    private const string HolderName = ".lock-holder.json";

    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock of a run folder, or explains who holds it.</summary>
    public static RunLock Take(string folder, TimeProvider clock)
    {
        FileStream stream;

        try
        {
            stream = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new InputException($"{folder}: another writer is at work on this run ({Holder(folder)}); wait for it or stop it first.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new InputException($"{folder}: expected a folder that can be written, found it read-only; change its permissions.", failure);
        }

        var holder = new LockHolder(Environment.ProcessId, Environment.MachineName, clock.GetUtcNow());
        File.WriteAllText(Path.Combine(folder, HolderName), JsonSerializer.Serialize(holder, RunJson.Default.LockHolder));

        return new RunLock(stream);
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _stream.Dispose();

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
