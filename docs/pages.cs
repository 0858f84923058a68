// Writes docs/verify.md and docs/performance.md from docs/results/measurements.jsonl; with --check it only says whether they are current.
//   dotnet run docs/pages.cs [-- --check]
#:property PublishAot=false
using System.Text;
using System.Text.Json;

const string Data = "docs/results/measurements.jsonl";
(string Page, string Title, string Text)[] pages =
[
    ("verify", "What must be shown", "Each row has a command, what it must show and what it last showed. `cleave` stands for the built command line; paths are those of a clone "
        + "with a folder `../shared` of models and texts beside it."),
    ("performance", "Performance", "Times on shared machines vary, so that most rows are ratios within one run. `bench/report.sh` measures all of them and writes "
        + "[the full tables](results/performance.md); two cores of an AMD EPYC, vectors of 256 bits."),
];

var check = args.Contains("--check");
var rows = File.ReadLines(Data).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
var stale = 0;
foreach (var (page, title, text) in pages)
{
    var file = $"docs/{page}.md";
    var content = new StringBuilder($"# {title}\n\n{text} Made by `docs/pages.cs` from [measurements](results/measurements.jsonl).\n\n");
    content.Append("| What | Command | Bar | Measured | At |\n| --- | --- | --- | --- | --- |\n");
    foreach (var row in rows.Where(r => r.GetProperty("page").GetString() == page))
        content.Append($"| {Cell(row, "what")} | `{Cell(row, "command")}` | {Cell(row, "bar")} | {Cell(row, "measured")} | {Place(Cell(row, "commit"))} |\n");
    if (!check)
    {
        File.WriteAllText(file, content.ToString());
    }
    else if (!File.Exists(file) || File.ReadAllText(file) != content.ToString())
    {
        Console.WriteLine($"docs: {file} is not what docs/pages.cs makes of {Data}; run it.");
        stale++;
    }
}

return stale;

static string Cell(JsonElement row, string name) => row.GetProperty(name).GetString()!.Replace("|", "\\|", StringComparison.Ordinal);

static string Place(string commit) => commit.StartsWith("docs/", StringComparison.Ordinal)
    ? $"[{Path.GetFileNameWithoutExtension(commit)}]({commit["docs/".Length..]})"
    : commit;
