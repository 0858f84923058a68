// Trains a decomposition of a toy model of superposition and prints what came out. Run it again to continue where it stopped.
//   dotnet run examples/decompose-a-toy.cs [STEPS]
#:project ../src/Cleave.Runs/Cleave.Runs.csproj
using Cleave.Models;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

var steps = args.Length > 0 ? args[0] : "1000";
var recipe = RecipeFile.OfName("tms-5-2").With("steps", steps);

using var device = new CpuDevice(Environment.ProcessorCount);
using var run = DecompositionRun.Open(Path.Combine(Path.GetTempPath(), $"cleave-example-tms-5-2-{steps}"), recipe, device);
EvaluationDocument result = run.Complete(new Progress());

Console.WriteLine($"{result.Alive} of {result.Subcomponents} subcomponents are alive; {result.L0:0.00} are important on an average input.");
foreach (var site in result.Sites)
    Console.WriteLine($"{site.Name}: {site.Alive} alive of {site.Mechanisms} mechanisms, cosine with the features {site.Mmcs:0.000}");
Console.WriteLine($"Run: {run.Folder.Path}");

internal sealed class Progress : IRunObserver
{
    public void Began(string what) => Console.WriteLine($"{what} ..");

    public void Progressed(WorkDone work)
    {
    }

    public void Stepped(long finished)
    {
    }

    public void Logged(RunRow row) => Console.WriteLine($"step {row.Report.Step + 1}: l0 {row.Report.L0.Values.Sum():0.00}");

    public void Saved(string folder)
    {
    }
}
