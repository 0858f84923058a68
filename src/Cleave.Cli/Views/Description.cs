using System.Text.Json.Nodes;
using Cleave.Runs.Reports.Tables;
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

    public void Write(IAnsiConsole console) => TerminalPage.Write(console, Page());

    /// <summary>The facts, and a table of the parts.</summary>
    public IReadOnlyList<Block> Page()
    {
        var facts = new ReportTable(
            [new ReportColumn("fact", "fact") { Least = 14 }, new ReportColumn("value", "value") { Least = 24 }],
            [["kind", Kind], .. Facts.Select(f => (IReadOnlyList<ReportCell>)[f.Name.Replace('_', ' '), f.Value?.ToString() ?? ""])])
        {
            HasTitles = false,
        };
        return
        [
            facts,
            .. Parts.Count > 0 ? [PartsTable()] : (Block[])[],
            .. Parts.Count > MostShown ? [new Passage($"and {Parts.Count - MostShown} more {PartsName}; --json lists all.")] : (Block[])[],
        ];
    }

    private ReportTable PartsTable()
    {
        var counted = Parts.Any(p => p.Subcomponents is not null);
        return new ReportTable(
            [
                new ReportColumn("name", PartsName) { Least = 20 }, new ReportColumn("shape", "shape") { Priority = 1 },
                .. counted ? [ReportColumn.Number("subcomponents", "subcomponents", 2)] : (ReportColumn[])[],
            ],
            [
                .. Parts.Take(MostShown).Select(p => (IReadOnlyList<ReportCell>)
                    [p.Name, string.Join(" x ", p.Shape), .. counted ? [ReportCell.Of(p.Subcomponents)] : (ReportCell[])[]]),
            ]);
    }

    private static JsonObject Document(DescribedPart part)
    {
        var document = new JsonObject { ["name"] = part.Name, ["shape"] = JsonText.Array(part.Shape.Select(s => (JsonNode?)s)) };
        if (part.Subcomponents is { } count)
            document["subcomponents"] = count;
        return document;
    }
}
