using System.Xml.Linq;
using Xunit;

namespace Cleave.Models.Tests.Repository;

public sealed class LayerTests
{
    private static readonly string[] Order = ["Tensors", "Formats", "Models", "Decomposition", "Runs", "Analysis", "Studies", "Figures", "Server", "Cli"];

    [Fact]
    public void Every_project_refers_only_to_projects_above_it()
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Repository, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.True(files.Length >= 5, $"{files.Length} projects found");
        foreach (var file in files)
        {
            var own = Rank(file);
            foreach (var reference in References(file))
                Assert.True(Rank(reference) < own, $"{Path.GetFileName(file)} must not refer to {reference}");
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(SharedData.Repository, "Cleave.slnx"));
        foreach (var folder in (string[])["src", "tests", "bench"])
        {
            foreach (var file in Directory.GetFiles(Path.Combine(SharedData.Repository, folder), "*.csproj", SearchOption.AllDirectories))
                Assert.Contains(Path.GetFileName(file), solution, StringComparison.Ordinal);
        }
    }

    private static int Rank(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));
        var rank = Array.IndexOf(Order, name["Cleave.".Length..]);
        Assert.True(rank >= 0, $"{name} has no place in the order of projects");
        return rank;
    }

    private static IEnumerable<string> References(string file) =>
        XDocument.Load(file).Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value);
}
