using Cleave.Formats.Files;
using Cleave.Formats.Safetensors;

namespace Cleave.Formats.Llama2c;

/// <summary>A Llama-style model as read: sizes and weights under the names of llama2.c.</summary>
public sealed class LlamaWeights
{
    private readonly IReadOnlyList<(string Name, int Count)> _notFinite;

    private LlamaWeights(string source, LlamaConfig config, IReadOnlyDictionary<string, NamedArray> weights, IReadOnlyList<string> warnings)
    {
        Source = source;
        _notFinite = [.. LlamaLayout.Names(config).Select(name => (Name: name, Count: NonFinite.Count(weights[name].Values))).Where(found => found.Count > 0)];
        Config = config;
        Weights = weights;
        Warnings = [.. warnings, .. _notFinite.Select(found => $"{source}: tensor '{found.Name}' holds {NonFinite.Values(found.Count)}.")];
    }

    /// <summary>Where the weights come from, as messages name it.</summary>
    public string Source { get; }

    /// <summary>Sizes and constants.</summary>
    public LlamaConfig Config { get; }

    /// <summary>The weights by name, complete and of the shapes that <see cref="Config"/> demands.</summary>
    public IReadOnlyDictionary<string, NamedArray> Weights { get; }

    /// <summary>The matrices inside the blocks, by layer.</summary>
    public IEnumerable<NamedArray> BlockMatrices => LlamaLayout.Names(Config).Select(name => Weights[name])
        .Where(weight => weight.Shape.Count == 2 && weight.Name.StartsWith("layers.", StringComparison.Ordinal));

    /// <summary>Sentences for the user: weights that are NaN or infinite, settings that were ignored.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads a llama2.c <c>.bin</c>, a folder with safetensors and a config beside them, or such a <c>.safetensors</c> file.</summary>
    /// <exception cref="InputException">Not such a model, or its parts disagree.</exception>
    public static LlamaWeights Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            return LlamaFolder.Read(path, null);
        }
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return InputFile.Ending(path) switch
        {
            ".bin" => Llama2cFile.Read(path),
            ".safetensors" => LlamaFolder.Read(folder, path),
            _ when path.EndsWith(".safetensors.index.json", StringComparison.OrdinalIgnoreCase) => LlamaFolder.Read(folder, null),
            _ => throw Unknown(path),
        };
    }

    /// <summary>Refuses weights that nothing can be computed with.</summary>
    /// <exception cref="InputException">A weight is NaN or infinite.</exception>
    public void RequireFinite()
    {
        if (_notFinite is [var first, ..])
        {
            string others = _notFinite.Count > 1 ? $", and {_notFinite.Count - 1} more tensors do" : "";
            throw new InputException($"{Source}: tensor '{first.Name}' holds {NonFinite.Values(first.Count)}{others}, so nothing can be computed with this model: export or download it again.");
        }
    }

    /// <summary>Joins sizes and weights, for models made here.</summary>
    /// <param name="source">The name that messages give.</param>
    /// <param name="config">The sizes.</param>
    /// <param name="weights">The weights by name.</param>
    /// <exception cref="InputException">Weights are missing, unexpected or of the wrong shape.</exception>
    public static LlamaWeights Of(string source, LlamaConfig config, IReadOnlyDictionary<string, NamedArray> weights)
        => Of(source, config, weights, []);

    /// <summary>Writes <c>model.safetensors</c> and <c>config.json</c> into a folder, which is created where absent.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var tensors = LlamaLayout.Names(Config).Select(name => SafetensorsTensor.Of(name, Weights[name].Shape, Weights[name].Values));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        DurableFile.Write(Path.Combine(folder, "config.json"), LlamaConfigFile.ToBytes(Config));
    }

    /// <param name="source">The name that messages give.</param>
    /// <param name="config">The sizes.</param>
    /// <param name="weights">The weights by name.</param>
    /// <param name="warnings">What reading them found.</param>
    /// <param name="theirName">The name of a weight in the file, where it differs.</param>
    internal static LlamaWeights Of(
        string source, LlamaConfig config, IReadOnlyDictionary<string, NamedArray> weights, IReadOnlyList<string> warnings, Func<string, string>? theirName = null)
    {
        config.Check(source);
        var expected = LlamaLayout.Names(config).ToList();
        var missing = expected.Where(name => !weights.ContainsKey(name)).Select(name => theirName?.Invoke(name) ?? name).ToList();
        var extra = weights.Keys.Except(expected, StringComparer.Ordinal).Select(name => theirName?.Invoke(name) ?? name).Order(StringComparer.Ordinal).ToList();
        if (missing.Count + extra.Count > 0)
        {
            throw new InputException($"{source}: the weights do not fit the config with {config.Layers} layers (missing: {Listed(missing)}; unexpected: {Listed(extra)}), check that both are of one model.");
        }
        foreach (string name in expected)
        {
            CheckShape(source, weights[name], LlamaLayout.Shape(config, name), theirName?.Invoke(name) ?? name);
        }
        return new LlamaWeights(source, config, weights, warnings);
    }

    internal static float[] Allocate(string path, string name, long count) => count <= Array.MaxLength
        ? new float[count]
        : throw new InputException($"{path}: tensor '{name}' has {count} elements and at most {Array.MaxLength} are read, use a smaller model.");

    private static InputException Unknown(string path)
    {
        using var handle = InputFile.Open(path, out _, BinaryForm.Llama2c);   // says what the file is, where it shows it
        return new InputException($"{Printable.Name(path)}: expected a llama2.c .bin, a .safetensors file or a folder that holds one, name such a model.");
    }

    private static string Listed(List<string> names) => names.Count == 0 ? "none" : Printable.List(names);

    private static void CheckShape(string source, NamedArray weight, int[] shape, string name)
    {
        if (!weight.Shape.SequenceEqual(shape))
        {
            throw new InputException(
                $"{source}: tensor '{name}' has shape [{string.Join(",", weight.Shape)}] but the config demands [{string.Join(",", shape)}], check that both are of one model.");
        }
    }
}
