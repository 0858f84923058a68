// Adds a term of your own to the objective and trains with it.
//   dotnet run examples/loss-of-your-own.cs [STEPS]
#:project ../src/Cleave.Runs/Cleave.Runs.csproj
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Training;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;

var steps = args.Length > 0 ? args[0] : "300";
var config = RecipeFile.OfName("tms-5-2").With("steps", steps).Config;

using var device = new CpuDevice(Environment.ProcessorCount);
var toy = config.Target.Toy!;
var experiment = new Experiment(config, Subjects.Of(config, toy, toy.Make(device, config.Seed)));
var problem = experiment.Problem;
using var trainer = new Trainer(device, problem with { Terms = [.. problem.Terms, new Term("decided", new Decided(), new Schedule(1e-2f))] });
trainer.Begin();
while (!trainer.Finished)
{
    if (trainer.Step % 100 == 0)
        Console.WriteLine($"step {trainer.Step}: decided {trainer.Advance(withL0: true).Terms["decided"]:0.0000}");
    else
        trainer.AdvanceSilently();
}

/// <summary>The mean of g·(1 − g): importances should be 0 or 1 and not between. Its gradient follows from the expression.</summary>
internal sealed class Decided : ILoss
{
    public Tensor Evaluate(LossContext context)
    {
        var terms = context.Components.Sites.Select(site =>
        {
            var g = context.Importances.Lower[site];   // [batch, C]
            return (g * (1f - g)).Mean();
        });
        return terms.Aggregate((a, b) => a + b);
    }
}
