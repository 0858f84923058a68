using System.Text.Json.Nodes;
using Cleave.Formats.Files;
using Spectre.Console;

namespace Cleave.Cli.Views;

/// <summary>One matrix or tensor of a description.</summary>
internal sealed record DescribedPart(string Name, IReadOnlyList<int> Shape, int? Subcomponents = null);

/// <summary>What something is: named facts, and its parts.</summary>
internal sealed record Description(string Kind, IReadOnlyList<(string Name, JsonNode? Value)> Facts, string PartsName, IReadOnlyList<DescribedPart> Parts)
{
    private const int MostShown = 200;

    /// <summary>Sentences about what is wrong or odd.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public JsonObject Document()
    {
        var document = new JsonObject { ["kind"] = Kind };
        foreach (var (name, value) in Facts)
            document[name] = value?.DeepClone();
        if (Parts.Count > 0)
            document[PartsName] = JsonText.Array(Parts.Select(p => (JsonNode?)Document(p)));
        if (Warnings.Count > 0)
            document["warnings"] = JsonText.Array(Warnings);
        return document;
    }

    public void Write(IAnsiConsole console)
    {
        var facts = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        facts.AddRow("kind", Markup.Escape(Kind));
        foreach (var (name, value) in Facts)
            facts.AddRow(name.Replace('_', ' '), Markup.Escape(Printable.Line(value?.ToString() ?? "")));
        console.Write(facts);
        if (Parts.Count == 0)
            return;
        var counted = Parts.Any(p => p.Subcomponents is not null);
        var table = new Table().Border(TableBorder.Simple).AddColumns([PartsName, "shape", .. counted ? ["subcomponents"] : (string[])[]]);
        foreach (var part in Parts.Take(MostShown))
            table.AddRow([Markup.Escape(Printable.Line(part.Name)), string.Join(" x ", part.Shape), .. counted ? [Digits.Of(part.Subcomponents)] : (string[])[]]);
        console.Write(table);
        if (Parts.Count > MostShown)
            console.WriteLine($"and {Parts.Count - MostShown} more {PartsName}; --json lists all.");
    }

    private static JsonObject Document(DescribedPart part)
    {
        var document = new JsonObject { ["name"] = part.Name, ["shape"] = JsonText.Array(part.Shape.Select(s => (JsonNode?)s)) };
        if (part.Subcomponents is { } count)
            document["subcomponents"] = count;
        return document;
    }
}
