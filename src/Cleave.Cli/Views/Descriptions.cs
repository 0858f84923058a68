using Cleave.Formats.Llama2c;
using Cleave.Formats.Safetensors;
using Cleave.Formats.Tokenizers;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Views;

/// <summary>Describes the kinds of things that <c>cleave info</c> knows.</summary>
internal static class Descriptions
{
    private const string Prefix = "components.values.";

    public static Description OfModel(string path, LlamaWeights weights)
    {
        var config = weights.Config;
        return new Description("llama",
        [
            ("path", Path.GetFullPath(path)), ("parameters", weights.Weights.Values.Sum(w => (long)w.Values.Length)), ("layers", config.Layers),
            ("width", config.Dim), ("feed_forward", config.HiddenDim), ("heads", config.Heads), ("kv_heads", config.KvHeads),
            ("vocabulary", config.VocabSize), ("context", config.ContextLength), ("tied_head", config.TiedHead),
            ("tokenizer", TokenizerFiles.FindBeside(path)),
        ], "sites", [.. weights.BlockMatrices.Select(w => new DescribedPart(w.Name[..^".weight".Length], w.Shape))])
        {
            Warnings = weights.Warnings,
        };
    }

    public static Description OfTokenizer(string path, SentencePieceTokenizer tokenizer) => new("tokenizer",
        [("path", Path.GetFullPath(path)), ("vocabulary", tokenizer.VocabSize), ("beginning_id", tokenizer.BeginningId), ("end_id", tokenizer.EndId),
            ("byte_fallback", tokenizer.HasByteFallback)], "tokens", []);

    public static Description OfTensors(SafetensorsFile file) => new("safetensors",
        [("path", Path.GetFullPath(file.Path)), ("numbers", file.Tensors.Sum(t => (long)t.Count))], "tensors",
        [.. file.Tensors.Select(t => new DescribedPart(t.Name, t.Shape))])
    {
        Warnings = [.. file.Notes, .. file.Warnings()],
    };

    public static Description OfRun(RunFolder folder)
    {
        var (info, config) = (folder.ReadInfo(), LoadedRun.Recipe(folder).Config);
        var stored = Directory.Exists(folder.Checkpoints) && Directory.EnumerateDirectories(folder.Checkpoints, "step-*").Any()
            ? folder.LoadNewest()
            : null;
        return new Description("run",
        [
            ("path", folder.Path), ("recipe", info.Recipe), ("status", info.Status.ToString().ToLowerInvariant()), ("step", info.Step),
            ("total_steps", info.TotalSteps), ("seed", config.Seed), ("target", config.Target.Kind), ("model", config.Target.Model),
            ("text", config.Data.Text), ("inputs", Inputs(folder)), ("checkpoint", stored?.Folder),
        ], "sites", stored is null ? [] : Sites(stored));
    }

    private static string? Inputs(RunFolder folder)
    {
        var findings = RunVerifier.Inputs(folder).ToArray();
        return findings.Length == 0 ? null
            : findings.Where(f => f.Level == FindingLevel.Problem).Select(f => f.Message).FirstOrDefault() ?? "as the run was started with";
    }

    private static List<DescribedPart> Sites(LoadedCheckpoint stored)
    {
        var names = stored.Arrays.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal) && k.EndsWith(".V", StringComparison.Ordinal))
            .Select(k => k[Prefix.Length..^2]).Order(StringComparer.Ordinal);
        return [.. names.Select(n => (Name: n, V: stored.Arrays[$"{Prefix}{n}.V"].Shape, U: stored.Arrays.GetValueOrDefault($"{Prefix}{n}.U")?.Shape ?? []))
            .Where(s => s is { V.Count: 2, U.Count: 2 })
            .Select(s => new DescribedPart(s.Name, [s.U[1], s.V[0]], s.V[1]))];
    }
}
