using System.CommandLine;
using System.Globalization;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;

namespace Cleave.Cli.Commands;

/// <summary>What <c>cleave decompose</c> was asked for: a complete config and the folder of its run.</summary>
internal sealed record DecomposeRequest(RecipeFile Recipe, string Folder)
{
    /// <exception cref="InputException">When there is no such recipe, config or run, or an option does not fit it.</exception>
    public static DecomposeRequest Of(string subject, DecomposeOptions options, ParseResult parsed)
    {
        var run = new RunFolder(Path.GetFullPath(subject));
        var place = parsed.GetValue(options.Out);
        if (run.Exists && place is not null)
            throw new InputException($"--out {place}: the run {subject} is continued in its own folder, leave --out away.");
        var recipe = RecipeOf(subject, options, parsed);
        return new DecomposeRequest(recipe, run.Exists ? run.Path : place ?? Path.Combine("runs", $"{Stem(recipe.Config)}-seed{recipe.Config.Seed}"));
    }

    /// <summary>How folders of a config are named: after its recipe, and after the model where there is one.</summary>
    public static string Stem(RunConfig config)
    {
        var model = config.Target.Model is { } path ? $"-{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path))}" : "";
        return string.Concat($"{config.Name}{model}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
    }

    /// <summary>The complete config of a recipe, a file or a run, with the options' changes.</summary>
    /// <exception cref="InputException">When there is no such recipe, config or run, or an option does not fit it.</exception>
    public static RecipeFile RecipeOf(string subject, DecomposeOptions options, ParseResult parsed)
    {
        var run = new RunFolder(Path.GetFullPath(subject));
        return Changed(run.Exists ? LoadedRun.Recipe(run) : Named(subject), options, parsed);
    }

    private static RecipeFile Named(string subject)
    {
        if (File.Exists(subject))
            return RecipeFile.Read(subject);
        if (Catalogue.Shipped.Knows(subject))
            return RecipeFile.OfName(subject);
        RunFolder.RefuseBegun(subject);
        var advice = Spelling.Nearest(subject, RecipeList.Names(Catalogue.Shipped)) is { } nearest ? $"did you mean '{nearest}'?" : "'cleave recipe' lists the recipes.";
        throw new InputException($"{Printable.Name(subject)}: expected a recipe, a config file or the folder of a run, found none of that name; {advice}");
    }

    // Each option is tried whether or not those before it fit, and so are the settings that come out, so that one answer holds all mistakes.
    private static RecipeFile Changed(RecipeFile recipe, DecomposeOptions options, ParseResult parsed)
    {
        var sentences = new List<string>();
        foreach (var change in Changes(options, parsed))
            recipe = Try(sentences, () => change(recipe)) ?? recipe;
        Try(sentences, () => recipe.Config);
        return sentences.Count == 0 ? recipe : throw new InputException(sentences);
    }

    private static IEnumerable<Func<RecipeFile, RecipeFile>> Changes(DecomposeOptions options, ParseResult parsed)
    {
        (string Key, Option<string> Option)[] paths =
        [
            ("target.model", options.Model), ("target.tokenizer", options.Tokenizer), ("data.text", options.Text),
        ];
        foreach (var (key, option) in paths)
        {
            if (parsed.GetValue(option) is { } path)
                yield return recipe => WithPath(recipe, key, option.Name, path);
        }

        if (parsed.GetValue(options.Seed) is { } seed)
            yield return recipe => recipe.With("seed", seed.ToString(CultureInfo.InvariantCulture), "--seed");
        if (parsed.GetValue(options.Threads) is { } threads)
            yield return recipe => recipe.With("threads", threads.ToString(CultureInfo.InvariantCulture), "--threads");
        foreach (var setting in parsed.GetValue(options.Additions) ?? [])
            yield return recipe => KeyAndValue(setting, "--add") is var (key, value) ? recipe.WithAdded(key, value) : recipe;
        foreach (var setting in parsed.GetValue(options.Settings) ?? [])
            yield return recipe => KeyAndValue(setting) is var (key, value) ? recipe.With(key, value) : recipe;
    }

    private static RecipeFile WithPath(RecipeFile recipe, string key, string option, string path) => recipe.ValueAt(key) is null
        ? throw new InputException($"{option}: the target {recipe.ValueAt("target.kind")?.Trim()} is a toy made from the seed and reads no file; leave {option} away.")
        : recipe.WithText(key, Path.GetFullPath(path));

    private static T? Try<T>(List<string> sentences, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (InputException mistake)
        {
            sentences.AddRange(mistake.Sentences);
            return null;
        }
    }

    /// <exception cref="InputException">When there is no key or no '='.</exception>
    public static (string Key, string Value) KeyAndValue(string setting, string option = "--set")
    {
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        return split > 0
            ? (setting[..split].Trim(), setting[(split + 1)..].Trim())
            : throw new InputException($"{option} {Printable.Name(setting)}: expected key=value, found no key or no '='; write for example {option} steps=2000.");
    }
}
