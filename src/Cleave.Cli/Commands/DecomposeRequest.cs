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
        throw new InputException(
            $"{subject}: expected a recipe ({Catalogue.Shipped.Summary}), a config file or the folder of a run, found none of that name; {Advice(subject)}");
    }

    private static string Advice(string subject)
    {
        var (target, method) = subject.Split('/') is [var first, var second] ? (first, $"/{second}") : (subject, "");
        return Spelling.Nearest(target, Catalogue.Shipped.Names) is { } nearest ? $"did you mean '{nearest}{method}'?" : "correct the name.";
    }

    private static RecipeFile Changed(RecipeFile recipe, DecomposeOptions options, ParseResult parsed)
    {
        (string Key, Option<string> Option)[] paths =
        [
            ("target.model", options.Model), ("target.tokenizer", options.Tokenizer), ("data.text", options.Text),
        ];
        foreach (var (key, option) in paths)
        {
            if (parsed.GetValue(option) is not { } path)
                continue;
            if (recipe.Config.Target.Toy is not null)
                throw new InputException($"{option.Name}: {recipe.Config.Name} is a toy, which makes its own weights and data and takes no {option.Name[2..]}; leave the option away, or decompose the recipe 'stories'.");
            recipe = recipe.WithText(key, Path.GetFullPath(path));
        }

        if (parsed.GetValue(options.Seed) is { } seed)
            recipe = recipe.With("seed", seed.ToString(CultureInfo.InvariantCulture));
        if (parsed.GetValue(options.Threads) is { } threads)
            recipe = recipe.With("threads", threads.ToString(CultureInfo.InvariantCulture));
        return (parsed.GetValue(options.Settings) ?? []).Select(KeyAndValue).Aggregate(recipe, (changed, set) => changed.With(set.Key, set.Value));
    }

    /// <exception cref="InputException">When there is no key or no '='.</exception>
    public static (string Key, string Value) KeyAndValue(string setting)
    {
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        return split > 0
            ? (setting[..split].Trim(), setting[(split + 1)..].Trim())
            : throw new InputException($"--set {setting}: expected key=value, found no key or no '='; write for example --set steps=2000.");
    }
}
