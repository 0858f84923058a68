using Cleave.Runs.Folders;

namespace Cleave.Cli.Views;

/// <summary>A line for each logged step, for pipes and files.</summary>
internal sealed class PlainProgress(TextWriter writer, DecompositionRun run) : IRunObserver
{
    private readonly Pace _pace = new(run);

    public void Began(string what) => writer.WriteLine($"{char.ToUpperInvariant(what[0])}{what[1..]} ..");

    public void Stepped(long finished) => _pace.Stepped(finished);

    public void Logged(RunRow row)
    {
        var terms = string.Join("  ", row.Report.Terms.Select(t => $"{t.Key} {Digits.Of(t.Value)}"));
        writer.WriteLine($"step {row.Report.Step + 1}/{run.Config.Steps}  {terms}  l0 {Digits.Of(row.Report.L0.Values.Sum())}  {Sparsity(row)}{_pace.Describe()}".TrimEnd());
    }

    private static string Sparsity(RunRow row) => row.Report.Sparsity is not { } now ? ""
        : $"scale {Digits.Of(now.Scale)}  {(float.IsNaN(now.Measured) ? "" : $"measured {Digits.Of(now.Measured)}  ")}";

    public void Saved(string folder)
    {
    }
}
