using System.Text.Json;
using Cleave.Formats;
using Cleave.Formats.Tokenizers;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Inputs;

/// <summary>The inputs of a run, kept in its inputs.json: equal config and equal inputs give an equal run.</summary>
public sealed record RunInputs
{
    /// <summary>The version that this program writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The name of the file in a run.</summary>
    public const string FileName = "inputs.json";

    /// <summary>Version of the file's layout.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The inputs; a toy has none.</summary>
    public required IReadOnlyList<RunInput> Inputs { get; init; }

    /// <summary>The inputs of a run as they were when it was started; none for a toy, and for a run of an older program.</summary>
    /// <exception cref="InputException">When the file is damaged or missing.</exception>
    public static RunInputs Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Files.Require(FileName, "restore it from a copy, or start a new run");
        var path = Path.Combine(folder.Path, FileName);
        if (!File.Exists(path))
            return new RunInputs { Inputs = [] };
        try
        {
            var json = File.ReadAllBytes(path);
            FormatVersions.RefuseNewer(json, CurrentVersion, path);
            var read = JsonSerializer.Deserialize(json, RunJson.Default.RunInputs);
            return read?.Inputs?.All(i => i is { IsWellFormed: true }) == true ? read : throw Damaged(path, null);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, failure);
        }
    }

    /// <summary>The inputs of a config, found for a run: pinned ones must be as they were, others are digested as they lie there.</summary>
    /// <param name="folder">The run, which need not exist yet.</param>
    /// <param name="config">Its settings.</param>
    /// <param name="places">Where the user says that they lie.</param>
    /// <exception cref="InputException">When an input is missing or has changed, by name.</exception>
    public static RunInputs Find(RunFolder folder, RunConfig config, InputPlaces places)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(places);
        places.RefuseBeyond(Roles(config));
        var (pinned, search, found) = (Read(folder), new InputSearch(folder, places), new List<RunInput>());
        foreach (var role in Roles(config))
        {
            var given = Given(config, role);
            if (pinned.Find(role) is { } pin)
                found.Add(search.Find(pin, given));
            else if ((places.Of(role) ?? given ?? BesideModel(role, found)) is { } place)
                found.Add(RunInput.Of(role, place, folder) with { Given = given });
        }

        return new RunInputs { Inputs = found };
    }

    /// <summary>The input of that role, or null where there is none.</summary>
    public RunInput? Find(string role) => Inputs.FirstOrDefault(i => i.Role == role);

    /// <summary>A config whose paths are the places of these inputs.</summary>
    public RunConfig Located(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config with
        {
            Target = config.Target with
            {
                Model = Find(RunInput.ModelRole)?.Place ?? config.Target.Model,
                Tokenizer = Find(RunInput.TokenizerRole)?.Place ?? config.Target.Tokenizer,
            },
            Data = config.Data with { Text = Find(RunInput.TextRole)?.Place ?? config.Data.Text },
        };
    }

    /// <summary>The file as a run keeps it.</summary>
    public RunText ToFile() => new(FileName, JsonSerializer.Serialize(this, RunJson.Files.RunInputs) + "\n");

    /// <summary>The roles that a config has inputs for; the tokenizer is read only where there is a text.</summary>
    internal static IReadOnlyList<string> Roles(RunConfig config) =>
        config.Target.Toy is not null ? [] : config.Data.Text is null ? [RunInput.ModelRole] : [RunInput.ModelRole, RunInput.TokenizerRole, RunInput.TextRole];

    private static string? Given(RunConfig config, string role) => role switch
    {
        RunInput.ModelRole => config.Target.Model,
        RunInput.TokenizerRole => config.Target.Tokenizer,
        _ => config.Data.Text,
    };

    private static string? BesideModel(string role, List<RunInput> found) =>
        role == RunInput.TokenizerRole && found is [var model] ? TokenizerFiles.FindBeside(model.Place) : null;

    private static InputException Damaged(string path, Exception? cause) =>
        new($"{path}: expected the list of the run's inputs, found something else; restore it from a copy, or start a new run.", cause);
}
