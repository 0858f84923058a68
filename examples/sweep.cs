// Tries several weights of minimality and prints what each buys. Finished cells are kept: run it again and it goes on.
//   dotnet run examples/sweep.cs [STEPS]
#:project ../src/Cleave.Runs/Cleave.Runs.csproj
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;

var steps = args.Length > 0 ? args[0] : "300";
var sweep = new Sweep
{
    Recipe = RecipeFile.OfName("tms-5-2").With("steps", steps),
    Axes = [SweepAxis.Parse("losses.minimality.coefficient=1e-4,1e-3")],
};
var grid = new Grid(Path.Combine(Path.GetTempPath(), $"cleave-example-sweep-{steps}"), sweep.Cells());
var report = GridReport.Of(grid.Run(workers: 0, new Progress()), [sweep.Axes[0].Key]);
Console.WriteLine(ReportMarkdown.Of(report));

internal sealed class Progress : IGridObserver
{
    public void Began(Cell cell, long step) => Console.WriteLine($"{cell.Name} from step {step}");

    public void Logged(Cell cell, RunRow row)
    {
    }

    public void Ended(CellResult result, int ended, int cells) => Console.WriteLine($"{ended} of {cells} done");
}
