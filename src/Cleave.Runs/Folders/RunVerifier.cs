using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Inputs;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Folders;

/// <summary>Checks every file of a run, and its inputs, against their digests and changes nothing.</summary>
public static class RunVerifier
{
    private const int MostTries = 5;

    /// <summary>Verifies a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="places">Where its inputs lie now; null means where they were last.</param>
    /// <exception cref="InputException">When the folder is no run.</exception>
    public static IReadOnlyList<RunFinding> Verify(string path, InputPlaces? places = null)
    {
        var folder = new RunFolder(Path.GetFullPath(path));
        if (!File.Exists(Path.Combine(folder.Path, RunManifest.FileName)))
            RunFolder.Open(path);
        for (var tries = 1; ; tries++)
        {
            var before = State(folder);
            IReadOnlyList<RunFinding> findings =
            [
                Begun(folder) ? Description(folder) : new RunFinding(FindingLevel.Note, RunFolder.RunName, "not there: the run was ended before it began; give its first command again"), .. RunFileFindings.Of(folder), .. Metrics(folder), .. Checkpoints(folder), .. Inputs(folder, places), .. Leftovers(folder),
            ];
            // A writer at work replaces files between two looks; what is damaged stays so.
            if (tries == MostTries || findings.All(f => f.Level != FindingLevel.Problem) || State(folder) == before)
                return findings;
        }
    }

    private static string State(RunFolder folder)
    {
        var files = new[] { RunManifest.FileName, RunFolder.RunName }.Select(name => new FileInfo(Path.Combine(folder.Path, name)));
        return string.Join(' ', files.Select(f => f.Exists ? $"{f.Length} {f.LastWriteTimeUtc.Ticks}" : "none"));
    }

    private static bool Begun(RunFolder folder) => folder.Exists || CheckpointFolder.ListIn(folder.Checkpoints).Count > 0;

    private static RunFinding Description(RunFolder folder) => RunFinding.Of(RunFolder.RunName, () =>
    {
        if (!folder.Exists)
            throw new InputException($"{RunFolder.RunName} is missing; restore it from a copy.");
        var info = folder.ReadInfo();
        folder.Files.Require(RunFolder.RunName, "restore it from a copy");
        // A run that failed stopped at a later step than its last checkpoint.
        var newest = CheckpointFolder.ListIn(folder.Checkpoints).Select(found => found.Step).FirstOrDefault();
        return info.Step <= newest || info.Status == RunStatus.Failed
            ? $"{info.Status.ToString().ToLowerInvariant()}, step {info.Step} of {info.TotalSteps}"
            : throw new InputException($"expected the checkpoint of step {info.Step}, found none after step {newest}; restore it from a copy, or continue the run from there.");
    });

    private static IEnumerable<RunFinding> Metrics(RunFolder folder)
    {
        if (!File.Exists(folder.MetricsFile))
        {
            return RunFileFindings.Entry(folder, MetricsLog.FileName) is null ? [new RunFinding(FindingLevel.Note, MetricsLog.FileName, "no metrics yet")] : [];
        }

        var lines = File.ReadAllLines(folder.MetricsFile);
        var bad = lines.Index().Where(line => !MetricsJson.TryParse(line.Item, out _)).Select(line => line.Index + 1).ToList();

        // A torn end is what a kill leaves and what resuming repairs; anywhere else it is damage.
        return bad.Count == 0 ? [new RunFinding(FindingLevel.Good, MetricsLog.FileName, $"{lines.Length} rows")]
            : bad is [var only] && only == lines.Length
                ? [new RunFinding(FindingLevel.Note, MetricsLog.FileName, "the last line is torn; resuming cuts it")]
            : [new RunFinding(FindingLevel.Problem, MetricsLog.FileName, $"not a metrics row at line {string.Join(", ", bad)}")];
    }

    private static IEnumerable<RunFinding> Checkpoints(RunFolder folder) => CheckpointFolder.ListIn(folder.Checkpoints).SelectMany(found =>
    {
        var subject = $"{RunFolder.CheckpointsName}/{found.Name}";
        CheckpointManifest? manifest = null;
        var finding = RunFinding.Of(subject, () => Intact(folder, found, out manifest));
        // A run at work may have replaced it since it was listed.
        return !found.Exists ? [] : new[] { finding }.Concat(Extra(found, manifest).Select(name => RunFileFindings.Unknown($"{subject}/{name}")));
    });

    private static string Intact(RunFolder folder, CheckpointFolder found, out CheckpointManifest? manifest)
    {
        using var opened = OpenCheckpoint.Of(found, out var problem);
        manifest = opened?.Manifest;
        problem = opened?.Examine() ?? problem;
        // Looked up after it was opened: a run at work thins what was the newest a moment ago.
        if (problem.Length == 0 && opened!.IsThinned && CheckpointFolder.ListIn(folder.Checkpoints) is [var newest, ..] && newest == found)
            problem = $"{CheckpointFolder.AdversaryName} is missing: the run can be evaluated, but goes on only with a new adversary";

        return problem.Length > 0 ? throw new InputException($"{problem}.")
            : $"intact, {opened!.Manifest.Files.Count} files{(opened.Manifest.IsFinal ? ", final" : "")}"
                + (opened.IsThinned ? ", without the adversary, which only the newest keeps" : "");
    }

    private static IReadOnlyList<string> Extra(CheckpointFolder found, CheckpointManifest? manifest)
    {
        try
        {
            return manifest is null ? [] : [.. Directory.EnumerateFileSystemEntries(found.Path).Select(path => Path.GetFileName(path))
                .Where(name => name != CheckpointManifest.FileName && manifest.Files.All(f => f.Name != name)).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            // Replaced by a run at work since it was examined.
            return [];
        }
    }

    /// <summary>Compares the inputs of a run with those it was started with; a toy has none.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="places">Where they lie now; null means where they were last.</param>
    public static IReadOnlyList<RunFinding> Inputs(RunFolder folder, InputPlaces? places = null)
    {
        RunInputs? pinned = null;
        var read = RunFinding.Of(RunInputs.FileName, () => $"{(pinned = RunInputs.Read(folder)).Inputs.Count} inputs");
        if (pinned is null)
            return [read];
        places?.RefuseBeyond([.. pinned.Inputs.Select(i => i.Role)]);
        var search = new InputSearch(folder, places ?? InputPlaces.AsBefore);
        return [.. pinned.Inputs.Select(input => RunFinding.Of(input.Role, () => $"{search.Find(input, input.Given).Place}, as the run was started with"))];
    }

    private static IEnumerable<RunFinding> Leftovers(RunFolder folder)
    {
        var message = folder.IsAtWork
            ? "just being written by the run at work, or left by an interrupted one"
            : "left by an interrupted write; continuing the run removes it";

        return Folders.Leftovers.In(folder)
            .Select(path => new RunFinding(FindingLevel.Note, Path.GetRelativePath(folder.Path, path).Replace('\\', '/'), message));
    }
}
