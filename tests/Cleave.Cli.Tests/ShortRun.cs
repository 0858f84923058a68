namespace Cleave.Cli.Tests;

/// <summary>A short run made by the program, shared by the tests that look at it.</summary>
public sealed class ShortRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-cli-").FullName;

    public ShortRun() => Made = CommandLine.Run([.. Arguments, "--json"]);

    internal Outcome Made { get; }

    /// <summary>The folder that holds the run.</summary>
    public string Runs => _folder;

    public string Folder => Path.Combine(_folder, "short");

    public string[] Arguments =>
    [
        "decompose", "tms-5-2", "--out", Folder, "--seed", "3", "--threads", "1", "--set", "steps=6", "--set", "log_every=3", "--set", "warm_up.steps=2",
        "--set", "data.batch=8", "--set", "data.held_out=16", "--set", "evaluation.adversary_steps=[2, 4]",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
