using System.Text.Json.Nodes;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Spectre.Console;

namespace Cleave.Cli.Views;

/// <summary>An evaluation as tables and as a document.</summary>
internal static class EvaluationView
{
    public static JsonObject Document(RunFolder folder, EvaluationDocument result)
    {
        var document = JsonNode.Parse(result.ToJson())!.AsObject();
        document.Insert(0, "run", folder.Path);
        return document;
    }

    public static void Write(IAnsiConsole console, EvaluationDocument result)
    {
        if (result.Verdict is { } verdict)
            console.WriteLine(verdict.Sentence);
        console.WriteLine($"After {result.Step} steps:");
        console.Write(Reconstruction(result));
        console.Write(Sites(result));
        if (result.PatternError is not null)
            console.WriteLine("MMCS and ML2R over all subcomponents; wrong: importances of single features off the known pattern by more than the tolerance");
        if (result.Convergence is { } convergence)
            console.WriteLine(convergence.Sentence);
        if (result.Scores is { } scores)
            console.Write(ScoreTable(scores));
    }

    private static Table Reconstruction(EvaluationDocument result)
    {
        var (logits, nextToken) = (result.Reconstruction.Values.Any(m => m.Kl is not null), result.Reconstruction.Values.Any(m => m.Ce is not null));
        var table = new Table().Border(TableBorder.Simple).AddColumn("masks")
            .AddColumn(Right(logits ? "KL (nats)" : "MSE"));
        if (nextToken)
            table.AddColumn(Right("CE (nats)"));
        foreach (var (mode, value) in result.Reconstruction.Where(r => r.Key != "zero"))
            Add(mode.Replace('_', ' '), value.Kl ?? value.Mse, value.Ce);
        foreach (var (steps, value) in result.Pgd)
            Add($"PGD, {steps} steps", value, null);
        Add("zero ablation", result.ZeroAblation, result.Reconstruction.GetValueOrDefault("zero")?.Ce);
        return table;

        void Add(string name, float? divergence, float? entropy) =>
            table.AddRow([name, Digits.Of((double?)divergence), .. nextToken ? [Digits.Of((double?)entropy)] : (string[])[]]);
    }

    private static Table Sites(EvaluationDocument result)
    {
        var toy = result.PatternError is not null;
        var table = new Table().Border(TableBorder.Simple).AddColumn("site")
            .AddColumns(Right("L0"), Right("alive"), Right("of"), Right("faithfulness"));
        if (toy)
            table.AddColumns(Right("MMCS"), Right("ML2R"), Right("wrong at 0.2"), Right("at 0.1"));
        foreach (var site in result.Sites)
            Add(site.Name, (site.Subcomponents, site.L0, site.Alive, site.Faithfulness), (site.Mmcs, site.Ml2r, site.PatternError, site.PatternErrorStrict));
        table.AddEmptyRow();
        Add("total / worst", (result.Subcomponents, result.L0, result.Alive, result.Faithfulness),
            (result.Mmcs, result.Ml2r, result.PatternError, result.PatternErrorStrict));
        return table;

        void Add(string name, (int Count, float L0, int Alive, float Faithfulness) sizes, (double? Mmcs, double? Ml2r, int? Error, int? Strict) recovery)
        {
            string[] common = [Markup.Escape(name), Digits.Of(sizes.L0), Digits.Of((int?)sizes.Alive), Digits.Of((int?)sizes.Count), Digits.Of(sizes.Faithfulness)];
            string[] extra = toy ? [Digits.Of(recovery.Mmcs), Digits.Of(recovery.Ml2r), Digits.Of(recovery.Error), Digits.Of(recovery.Strict)] : [];
            table.AddRow([.. common, .. extra]);
        }
    }

    private static Table ScoreTable(IReadOnlyDictionary<string, double> scores)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("score").AddColumn(Right("value"));
        foreach (var (name, value) in scores)
            table.AddRow(Markup.Escape(name.Replace('_', ' ')), Digits.Of(value));
        return table;
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned().NoWrap();
}
