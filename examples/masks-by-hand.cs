// Removes one subcomponent at a time from a run and prints how far the output moves.
//   dotnet run examples/masks-by-hand.cs FOLDER
#:project ../src/Cleave.Runs/Cleave.Runs.csproj
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Runs.Folders;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

if (args is not [var folder])
{
    Console.Error.WriteLine("Give the folder of a run, for example the one that decompose-a-toy.cs names.");
    return 2;
}

using var device = new CpuDevice(Environment.ProcessorCount);
var experiment = LoadedRun.Open(folder, device).Experiment;
experiment.Subject.HeldOut.Load(0);
var site = experiment.Components.Sites[0];
for (var removed = 0; removed < Math.Min(site.Count, 20); removed++)
    Console.WriteLine($"without {site.Name}:{removed}: mean squared change of the output {Without(removed):0.000000}");
return 0;

float Without(int removed)
{
    var graph = new Graph();
    var masks = experiment.Components.Sites.ToDictionary(s => s, s => new Mask(graph.Read(Kept(s, s == site ? removed : -1)), graph.Fill(1f, [1])));
    var batch = experiment.Subject.HeldOut.Trace(graph);                                                                    // [batch, features]
    var whole = experiment.Subject.Target.Forward(batch);
    var output = DecomposedForward.Run(experiment.Subject.Target, experiment.Components, batch, masks, Route.Everywhere).Output;
    return Eager.Evaluate(device, (output - whole).Square().Mean())[0];
}

static Variable Kept(Site site, int removed)
{
    var mask = new Variable($"{site.Name}.mask", [site.Count]);
    mask.Span.Fill(1);
    if (removed >= 0)
        mask.Span[removed] = 0;
    return mask;
}
