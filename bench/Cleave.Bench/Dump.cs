using System.Globalization;
using System.Text.Json;
using Cleave.Formats.Safetensors;
using Cleave.Models;
using Cleave.Models.Toys;
using Cleave.Models.Transformers;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Bench;

/// <summary>
/// Writes what a peer needs to take the same steps: the config; the target, the starting values and the first batches
/// (case.safetensors); and the sites and the losses that those steps gave here (case.json). A peer draws random masks itself.
/// </summary>
internal static class Dump
{
    // Sign steps of 0.5 and Adam's first steps amplify rounding: 1e-7 in V changes a loss of the second step by 2 %. Small steps can be compared.
    private static readonly (string Key, string Yaml)[] Gentle =
    [
        ("losses.shared-adversarial.adversary.rate", "1e-3"),
        ("optimizers.components.rate.start", "2e-5"),
        ("optimizers.importance.rate.start", "2e-5"),
    ];

    /// <summary>Trains a case for some steps, over which all its schedules run, and writes them into a folder.</summary>
    public static void Run(StepCase @case, string folder, int steps)
    {
        Directory.CreateDirectory(folder);
        using var device = new CpuDevice(Environment.ProcessorCount);
        var recipe = @case.Recipe.With("warm_up.steps", "0").With("steps", steps.ToString(CultureInfo.InvariantCulture));
        if (@case.IsLanguageModel)
            recipe = Gentle.Aggregate(recipe, (r, setting) => r.With(setting.Key, setting.Yaml));
        var config = recipe.Config;
        var subject = @case.Subject(config, device);
        var experiment = new Experiment(config, subject);
        using var trainer = experiment.Train(device);
        trainer.Begin();

        var tensors = Target(subject.Target);
        foreach (var variable in (Variable[])[.. experiment.Components.Parameters.Values.Variables, .. experiment.Importance.Parameters.Values.Variables])
            Add(tensors, variable.Name, variable);
        var losses = new List<IReadOnlyDictionary<string, float>>();
        var graph = new Graph();
        var batch = new Variable("batch", subject.Training.BatchShape);
        using var load = Plan.Compile(device, new Assignment(batch, subject.Training.Trace(graph)));
        for (var step = 0; step < steps; step++)
        {
            subject.Training.Load(step);
            load.Run(step);
            Add(tensors, $"batch.{step}", batch);
            losses.Add(trainer.Advance(withL0: false).Terms);
        }

        File.WriteAllText(Path.Combine(folder, "config.yaml"), recipe.Text);
        SafetensorsWriter.Write(Path.Combine(folder, "case.safetensors"), tensors, new Dictionary<string, string>());
        File.WriteAllText(Path.Combine(folder, "case.json"), JsonSerializer.Serialize(new
        {
            @case = @case.Name,
            seed = config.Seed,
            batches = steps,
            sites = experiment.Components.Sites.Select(s => s.Name),
            losses,
            llama = subject.Target is Llama { Config: var c }
                ? new { dim = c.Dim, heads = c.Heads, kv = c.KvHeads, layers = c.Layers, epsilon = c.NormEpsilon, @base = c.RopeBase, length = config.Data.Length }
                : null,
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{@case.Name}: {steps} steps in {folder}"));
    }

    // Weights of layers as target.SITE.W and .b, all others by their own names.
    private static List<SafetensorsTensor> Target(ITarget target)
    {
        var tensors = new List<SafetensorsTensor>();
        foreach (var layer in target.Layers)
        {
            Add(tensors, $"target.{layer.Name}.W", layer.Weight);
            if (layer.Bias is { } bias)
                Add(tensors, $"target.{layer.Name}.b", bias);
        }

        var all = target switch { Llama llama => llama.Weights, IToyTarget toy => toy.Weights, _ => [] };
        var layers = target.Layers.SelectMany(l => (Variable?[])[l.Weight, l.Bias]).ToHashSet();
        foreach (var weight in all.Where(w => !layers.Contains(w)))
            Add(tensors, $"target.{weight.Name}", weight);
        return tensors;
    }

    private static void Add(List<SafetensorsTensor> tensors, string name, Variable variable) =>
        tensors.Add(SafetensorsTensor.Of(name, variable.Shape.Sizes.ToArray(), variable.Span));
}
