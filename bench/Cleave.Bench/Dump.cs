using System.Globalization;
using System.Text.Json;
using Cleave.Decomposition.Recipes;
using Cleave.Formats.Safetensors;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Bench;

/// <summary>
/// Writes what a peer needs to take the same steps: the target, the starting values, and the batches and random masks of the first
/// steps (case.safetensors), with the settings and the losses that they gave here (case.json).
/// </summary>
internal static class Dump
{
    /// <summary>Trains a toy's recipe for some steps and writes them into a folder.</summary>
    public static void Run(string recipe, string folder, int steps)
    {
        Directory.CreateDirectory(folder);
        var @case = StepCase.Toy(recipe);
        using var device = new CpuDevice(1);
        var config = @case.Recipe.With("warm_up.steps", "0").Config;
        var subject = @case.Subject(config, device);
        var experiment = new Experiment(config, subject);
        using var trainer = experiment.Train(device);
        trainer.Begin();

        var tensors = new List<SafetensorsTensor>();
        foreach (var layer in subject.Target.Layers)
        {
            Add(tensors, $"target.{layer.Name}.W", layer.Weight);
            if (layer.Bias is { } bias)
                Add(tensors, $"target.{layer.Name}.b", bias);
        }

        if (subject.Target is Models.Toys.ResidMlp resid)
        {
            foreach (var weight in resid.Weights.Where(w => !w.Name.Contains("mlp", StringComparison.Ordinal)))
                Add(tensors, $"target.{weight.Name}", weight);
        }

        foreach (var variable in (Variable[])[.. experiment.Components.Parameters.Values.Variables, .. experiment.Importance.Parameters.Values.Variables])
            Add(tensors, variable.Name, variable);

        var graph = new Graph();
        var batch = new Variable("batch", subject.Training.BatchShape);
        using var load = Plan.Compile(device, new Assignment(batch, subject.Training.Trace(graph)));
        var losses = new List<IReadOnlyDictionary<string, float>>();
        for (var step = 0; step < steps; step++)
        {
            subject.Training.Load(step);
            load.Run(step);
            Add(tensors, $"batch.{step}", batch);
            foreach (var term in config.Losses.Where(t => t.Kind == "reconstruction"))
            {
                foreach (var site in experiment.Components.Sites)
                {
                    Draw(tensors, config.Seed, $"losses/{term.Name}/{site.Name}/u", [config.Data.Batch, site.Count], step);
                    Draw(tensors, config.Seed, $"losses/{term.Name}/{site.Name}/delta", [config.Data.Batch, 1], step);
                }
            }

            losses.Add(trainer.Advance(withL0: false).Terms);
        }

        SafetensorsWriter.Write(Path.Combine(folder, "case.safetensors"), tensors, new Dictionary<string, string>());
        File.WriteAllText(Path.Combine(folder, "case.json"), JsonSerializer.Serialize(new
        {
            recipe,
            rates = Enumerable.Range(0, steps).Select(step => config.ComponentOptimizer.Rate.At(step, config.Steps)),
            sites = experiment.Components.Sites.Select(s => s.Name),
            losses,
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{recipe}: {steps} steps in {folder}"));
    }

    private static void Add(List<SafetensorsTensor> tensors, string name, Variable variable) =>
        tensors.Add(SafetensorsTensor.Of(name, variable.Shape.Sizes.ToArray(), variable.Span));

    private static void Draw(List<SafetensorsTensor> tensors, ulong seed, string purpose, int[] shape, int step)
    {
        var values = new float[shape[0] * shape[1]];
        new RandomStream(seed, purpose).Uniform(step, values);
        tensors.Add(SafetensorsTensor.Of($"{purpose}.{step.ToString(CultureInfo.InvariantCulture)}", shape, values));
    }
}
