using Cleave.Models;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Views;

/// <summary>A line for each logged step, for pipes and files.</summary>
internal sealed class PlainProgress(TextWriter writer, RunConfig config) : IRunObserver
{
    private readonly Pace _pace = new(config);

    private readonly SlowProgress _phase = new(writer);

    private string? _unsaid;

    // Said with its first progress: what cannot even begin says only why.
    public void Began(string what)
    {
        _unsaid = $"{char.ToUpperInvariant(what[0])}{what[1..]} ..";
        _phase.Began(what);
    }

    public void Progressed(WorkDone work)
    {
        if (_unsaid is { } line)
            writer.WriteLine(line);
        _unsaid = null;
        _phase.Progressed(work);
    }

    public void Stepped(long finished) => _pace.Stepped(finished);

    public void Logged(RunRow row)
    {
        var terms = string.Join("  ", row.Report.Terms.Select(t => $"{t.Key} {Digits.Of(t.Value)}"));
        writer.WriteLine($"step {row.Report.Step + 1}/{config.Steps}  {terms}  l0 {Digits.Of(row.Report.L0.Values.Sum())}  {Sparsity(row)}{_pace.Describe()}".TrimEnd());
    }

    private static string Sparsity(RunRow row) => row.Report.Sparsity is not { } now ? ""
        : $"scale {Digits.Of(now.Scale)}  {(float.IsNaN(now.Measured) ? "" : $"measured {Digits.Of(now.Measured)}  ")}";

    public void Saved(string folder)
    {
    }
}
