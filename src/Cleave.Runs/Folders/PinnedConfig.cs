using Cleave.Formats;
using Cleave.Runs.Checkpoints;

namespace Cleave.Runs.Folders;

/// <summary>The config in force: the one that a run was started with, or last continued with by choice. An edited config.yaml differs from it.</summary>
internal sealed class PinnedConfig
{
    /// <summary>The name of the file that keeps its text, so that changed keys can be told.</summary>
    public const string FileName = "config.started.yaml";

    private readonly RunFolder _folder;
    private readonly RunInfo _info;
    private readonly string? _digest;
    private readonly string? _text;

    private PinnedConfig(RunFolder folder, RunInfo info)
    {
        (_folder, _info, _digest) = (folder, info, info.Configs is [.., var last] ? last : null);
        // A run of an older program has only the config.yaml to compare with.
        var text = _digest is null ? folder.ReadConfig() : TryRead(Path.Combine(folder.Path, FileName));
        _text = _digest is null || (text is not null && DigestOf(text) == _digest) ? text : null;
    }

    public static PinnedConfig Of(RunFolder folder, RunInfo info) => new(folder, info);

    /// <summary>The digest that stands for a config in run.json and in checkpoints; where inputs lie is left out of it, since they have digests of their own.</summary>
    public static string DigestOf(string yaml) => ConfigDrift.Digest(yaml, inputsArePinned: true);

    /// <summary>Whether a config computes something else.</summary>
    public bool DiffersFrom(string yaml) => _digest is null ? Changes(yaml).Count > 0 : DigestOf(yaml) != _digest;

    /// <summary>The changed keys that can be told.</summary>
    public IReadOnlyList<ConfigChange> Changes(string yaml) => _text is null ? [] : ConfigDrift.Compare(_text, yaml, inputsArePinned: _digest is not null);

    /// <exception cref="InputException">When a config computes something else, with every changed key.</exception>
    public void Refuse(string yaml)
    {
        if (!DiffersFrom(yaml))
            return;
        ConfigDrift.Refuse(_folder.ConfigFile, Changes(yaml));
        throw new InputException($"{_folder.ConfigFile}: expected the configuration the run was started with, found another, and {FileName} is damaged, so that the changes "
            + "cannot be listed; restore both from a copy, start a new run, or pass --accept-config-change.");
    }

    /// <exception cref="InputException">When a checkpoint was made with a config that the run never had.</exception>
    public void Refuse(LoadedCheckpoint checkpoint)
    {
        if (_digest is not null && !_info.Configs.Contains(checkpoint.ConfigHash, StringComparer.Ordinal))
            throw new InputException($"{checkpoint.Folder}: expected a checkpoint of this run's configuration, found one of another; remove it, or restore the run from a copy.");
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The caller then says that changes cannot be listed.
            return null;
        }
    }
}
