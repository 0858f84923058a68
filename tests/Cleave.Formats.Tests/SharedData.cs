using Xunit;

namespace Cleave.Formats.Tests;

/// <summary>Finds files that others made; a test that needs an absent one is skipped.</summary>
internal static class SharedData
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Cleave.slnx")))
        {
            folder = folder.Parent;
        }
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder?.FullName ?? ".", "..", "shared", "data", relative));
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"{path} is absent");
        }
        return path;
    }
}
