using Cleave.Formats;
using Cleave.Runs.Checkpoints;

namespace Cleave.Runs.Folders;

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    /// <summary>Checked and good.</summary>
    Good,

    /// <summary>Harmless but worth knowing.</summary>
    Note,

    /// <summary>Something is lost or damaged.</summary>
    Problem,
}

/// <summary>One thing that verifying found, about a file or folder named relative to the run.</summary>
public sealed record RunFinding(FindingLevel Level, string Subject, string Message);

/// <summary>Checks everything in a run folder and changes nothing.</summary>
public static class RunVerifier
{
    /// <summary>Verifies a run.</summary>
    public static IReadOnlyList<RunFinding> Verify(string path)
    {
        var folder = RunFolder.Open(path);

        return [Description(folder), Configuration(folder), .. Metrics(folder), .. Checkpoints(folder), .. Leftovers(folder)];
    }

    private static RunFinding Description(RunFolder folder) =>
        Try(RunFolder.RunName, () => $"{folder.ReadInfo().Status}, step {folder.ReadInfo().Step} of {folder.ReadInfo().TotalSteps}");

    private static RunFinding Configuration(RunFolder folder) =>
        Try(RunFolder.ConfigName, () => $"{FlatYaml.Parse(folder.ReadConfig(), folder.ConfigFile).Count} values");

    private static RunFinding Try(string subject, Func<string> check)
    {
        try
        {
            return new RunFinding(FindingLevel.Good, subject, check());
        }
        catch (InputException problem)
        {
            return new RunFinding(FindingLevel.Problem, subject, problem.Message);
        }
    }

    private static IEnumerable<RunFinding> Metrics(RunFolder folder)
    {
        if (!File.Exists(folder.MetricsFile))
        {
            return [new RunFinding(FindingLevel.Note, MetricsLog.FileName, "no metrics yet")];
        }

        var lines = File.ReadAllLines(folder.MetricsFile);
        var bad = lines.Index().Where(line => !MetricsJson.TryParse(line.Item, out _)).Select(line => line.Index + 1).ToList();

        // A torn end is what a kill leaves and what resuming repairs; anywhere else it is damage.
        return bad.Count == 0 ? [new RunFinding(FindingLevel.Good, MetricsLog.FileName, $"{lines.Length} rows")]
            : bad is [var only] && only == lines.Length
                ? [new RunFinding(FindingLevel.Note, MetricsLog.FileName, "the last line is torn; resuming cuts it")]
            : [new RunFinding(FindingLevel.Problem, MetricsLog.FileName, $"not a metrics row at line {string.Join(", ", bad)}")];
    }

    private static IEnumerable<RunFinding> Checkpoints(RunFolder folder)
    {
        foreach (var found in CheckpointFolder.ListIn(folder.Checkpoints))
        {
            var subject = $"{RunFolder.CheckpointsName}/{found.Name}";

            yield return Try(subject, () =>
            {
                var problem = found.Examine(out var manifest);

                return problem.Length == 0
                    ? $"intact, {manifest!.Files.Count} files{(manifest.IsFinal ? ", final" : "")}"
                    : throw new InputException($"{problem}.");
            });
        }
    }

    private static IEnumerable<RunFinding> Leftovers(RunFolder folder)
    {
        if (!Directory.Exists(folder.Checkpoints))
        {
            return [];
        }

        return Directory.EnumerateDirectories(folder.Checkpoints, ".*")
            .Order(StringComparer.Ordinal)
            .Select(path => new RunFinding(
                FindingLevel.Note,
                $"{RunFolder.CheckpointsName}/{Path.GetFileName(path)}",
                "left by an interrupted save or removal; it may be deleted"));
    }
}
