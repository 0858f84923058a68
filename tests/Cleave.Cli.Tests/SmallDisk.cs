using System.Diagnostics;

namespace Cleave.Cli.Tests;

/// <summary>A small file system of its own, as full or as read-only as a test wants it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one in an empty folder; null where that is not allowed.</summary>
    public static SmallDisk? TryMount(string path, int kibibytes)
    {
        Directory.CreateDirectory(path);
        return OperatingSystem.IsLinux() && Call("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "cleave-test", path) ? new SmallDisk(path) : null;
    }

    /// <summary>Changes an option, such as its size.</summary>
    public void Remount(string option)
    {
        if (!Call("mount", "-o", $"remount,{option}", Path))
            throw new InvalidOperationException($"{Path} could not be mounted again with {option}");
    }

    public void Dispose() => Call("umount", Path);

    private static bool Call(string program, params string[] arguments)
    {
        try
        {
            using var child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            child.StandardError.ReadToEnd();
            child.WaitForExit();
            return child.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
