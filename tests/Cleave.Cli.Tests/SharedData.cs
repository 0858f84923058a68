using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Files of the folder beside the clone.</summary>
internal static class SharedData
{
    /// <summary>The path of a file there; the test is skipped where it is absent.</summary>
    public static string File(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Cleave.slnx")))
            folder = folder.Parent;
        var path = Path.GetFullPath(Path.Combine([folder?.FullName ?? ".", "..", "shared", "data", .. parts]));
        if (!System.IO.File.Exists(path))
            Assert.Skip($"{path} is absent");
        return path;
    }
}
