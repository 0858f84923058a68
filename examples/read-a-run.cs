// Opens a finished run and lists the subcomponents that do something: how important they are, and what they read and write.
//   dotnet run examples/read-a-run.cs FOLDER
#:project ../src/Cleave.Runs/Cleave.Runs.csproj
using Cleave.Decomposition.Evaluation;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Tensors;

if (args is not [var folder])
{
    Console.Error.WriteLine("Give the folder of a run, for example the one that decompose-a-toy.cs names.");
    return 2;
}

using var device = new CpuDevice(Environment.ProcessorCount);
LoadedRun run = LoadedRun.Open(folder, device);
EvaluationDocument evaluation = RunEvaluation.Measure(device, run.Experiment, run.Step);
foreach (var (site, measured) in run.Experiment.Components.Sites.Zip(evaluation.Sites))
{
    var (u, v) = (run.Experiment.Components.U(site).Span.ToArray(), run.Experiment.Components.V(site).Span.ToArray());   // [C, out], [in, C]
    Console.WriteLine($"{site.Name}: {measured.Alive} of {site.Count} alive");
    foreach (var (importance, c) in measured.MeanImportance.Select((m, c) => (m, c)).OrderByDescending(m => m.m).Take(measured.Alive))
    {
        var read = Enumerable.Range(0, site.In).Select(i => v[(i * site.Columns) + c]);
        var write = Enumerable.Range(0, site.Out).Select(o => u[(c * site.Out) + o]);
        Console.WriteLine($"  {site.Name}:{c}  importance {importance:0.000}  reads [{Row(read)}]  writes [{Row(write)}]");
    }
}

return 0;

static string Row(IEnumerable<float> values) => string.Join(" ", values.Take(8).Select(x => x.ToString("0.00")));
