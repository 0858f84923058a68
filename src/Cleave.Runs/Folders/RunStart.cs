using Cleave.Runs.Disks;
using Cleave.Runs.Inputs;

namespace Cleave.Runs.Folders;

/// <summary>What a run is begun or resumed with.</summary>
public sealed record RunStart
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe it comes from.</summary>
    public required string Recipe { get; init; }

    /// <summary>Steps to do in all.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>The effective, complete configuration.</summary>
    public required string ConfigYaml { get; init; }

    /// <summary>Version of this program.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>What the run reads and does not own.</summary>
    public RunInputs Inputs { get; init; } = new() { Inputs = [] };

    /// <summary>Resume in spite of changed keys.</summary>
    public bool AcceptConfigChange { get; init; }

    /// <summary>How many checkpoints to keep besides the final one.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>The file system.</summary>
    public IDisk Disk { get; init; } = new RealDisk();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal RunInfo Describe(DateTimeOffset created) => new()
    {
        Name = Name,
        Recipe = Recipe,
        TotalSteps = TotalSteps,
        Created = created,
        Updated = created,
        CodeVersion = CodeVersion,
        Configs = [PinnedConfig.DigestOf(ConfigYaml)],
    };
}
