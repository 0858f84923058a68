using Xunit;

namespace Cleave.Runs.Tests;

/// <summary>Finds the repository, and files that others made beside it; a test that needs an absent one is skipped.</summary>
internal static class SharedData
{
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Cleave.slnx")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException($"No Cleave.slnx above {AppContext.BaseDirectory}.");
        }
    }

    public static string Path(string relative)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository, "..", "shared", "data", relative));
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"{path} is absent");
        return path;
    }
}
