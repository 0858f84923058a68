using System.Reflection;

namespace Cleave.Runs.Recipes;

/// <summary>A file of the catalogue.</summary>
/// <param name="Name">As users name it.</param>
/// <param name="Text">Its YAML.</param>
public sealed record RecipeText(string Name, string Text)
{
    /// <summary>What it is, in a few words: its first line, where that is a comment.</summary>
    public string Title => Text.StartsWith("# ", StringComparison.Ordinal) ? Text[2..Text.IndexOf('\n', StringComparison.Ordinal)] : "";

    /// <summary>A file that comes with the program.</summary>
    /// <param name="path">Its path below the folder of recipes, without extension.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static RecipeText Shipped(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Recipes/{path}.yaml")
            ?? throw new FileNotFoundException($"The program has no recipe file {path}.");
        using var reader = new StreamReader(stream);
        return new RecipeText(path[(path.LastIndexOf('/') + 1)..], reader.ReadToEnd());
    }
}
