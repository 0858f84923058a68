using Cleave.Formats;
using Cleave.Runs.Inputs;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Folders;

/// <summary>What verifying finds about the files that a run's manifest lists, or should list.</summary>
internal static class RunFileFindings
{
    private static readonly string[] Logs = [MetricsLog.FileName, MetricsLog.DiscardedName];

    // These have findings of their own.
    private static readonly string[] Elsewhere = [RunFolder.RunName, RunInputs.FileName, MetricsLog.FileName, RunManifest.FileName];

    /// <summary>The manifest, every file that it lists, and every file that it does not.</summary>
    public static IEnumerable<RunFinding> Of(RunFolder folder)
    {
        RunManifest? manifest = null;
        var read = RunFinding.Of(RunManifest.FileName, () =>
            (manifest = RunManifest.Read(folder)) is not null ? $"{manifest.Files.Count} files"
            : IsOfOlderProgram(folder) ? "none: the run is of an older program, only its checkpoints have digests"
            : throw new InputException($"{RunManifest.FileName} is missing; restore it from a copy, or continue the run to have one made anew."));
        List<RunFinding> findings = [manifest is null && read.Level == FindingLevel.Good ? read with { Level = FindingLevel.Note } : read];
        var listed = manifest?.Files ?? [];
        findings.AddRange(listed.Where(f => !Elsewhere.Contains(f.Name) || f.Name == MetricsLog.FileName).Select(file => Finding(folder, file)).OfType<RunFinding>());
        if (manifest?.Find(RunFolder.ConfigName) is null)
            findings.Add(RunFinding.Of(RunFolder.ConfigName, () => $"{FlatYaml.Parse(folder.ReadConfig(), folder.ConfigFile).Count} values"));
        findings.AddRange(manifest is null ? [] : Unlisted(folder, manifest).Select(Unknown));
        return findings;
    }

    /// <summary>The entry of a file in the manifest; null where there is none, or no manifest that can be read.</summary>
    public static ManifestFile? Entry(RunFolder folder, string name)
    {
        try
        {
            return folder.Files.Find(name);
        }
        catch (InputException)
        {
            // The manifest has its own finding.
            return null;
        }
    }

    /// <summary>A file that nothing lists.</summary>
    public static RunFinding Unknown(string name) => new(FindingLevel.Note, name, "has no digest: its writing was cut short, or it is not of the run");

    private static bool IsOfOlderProgram(RunFolder folder) => folder.ReadInfo().Configs.Count == 0;

    private static RunFinding? Finding(RunFolder folder, ManifestFile file)
    {
        var problem = Logs.Contains(file.Name) ? ExamineLog(folder, file) : file.Examine(folder.Path);
        if (problem.Length > 0)
            return new RunFinding(FindingLevel.Problem, file.Name, $"{problem}{(file.Name == RunFolder.ConfigName ? Changes(folder) : "")}.");
        if (file.Name == RunFolder.ConfigName)
            return RunFinding.Of(file.Name, () => Config(folder));
        return file.Name == MetricsLog.FileName ? null : new RunFinding(FindingLevel.Good, file.Name, $"{file.Length} bytes, SHA-256 {file.Sha256[..8]}…");
    }

    /// <summary>A log grows while a writer is at work, and what lies there already never changes.</summary>
    private static string ExamineLog(RunFolder folder, ManifestFile file)
    {
        var path = Path.Combine(folder.Path, file.Name);
        if (!File.Exists(path))
            return $"{file.Name} is missing";
        var isClosed = Entry(folder, RunFolder.RunName) is not null;
        return LogDigest.OfBeginning(path, file.Length) is not { } found ? $"{file.Name} has {new FileInfo(path).Length} bytes instead of {file.Length}"
            : found != file.Sha256 ? $"{file.Name} does not match its SHA-256"
            : isClosed && new FileInfo(path).Length != file.Length ? $"{file.Name} has {new FileInfo(path).Length} bytes instead of {file.Length}"
            : "";
    }

    private static string Config(RunFolder folder)
    {
        var text = folder.ReadConfig();
        PinnedConfig.Of(folder, folder.ReadInfo()).Refuse(text);
        return $"{FlatYaml.Parse(text, folder.ConfigFile).Count} values";
    }

    private static string Changes(RunFolder folder)
    {
        try
        {
            var changes = ConfigDrift.Compare(File.ReadAllText(Path.Combine(folder.Path, PinnedConfig.FileName)), folder.ReadConfig());
            return changes.Count > 0 ? $", changed are {string.Join("; ", changes)}" : ", changed are keys that change no result, or its layout";
        }
        catch (Exception failure) when (failure is InputException or IOException or UnauthorizedAccessException)
        {
            // No longer YAML, or nothing left to compare with: that it differs is said already.
            return "";
        }
    }

    private static IEnumerable<string> Unlisted(RunFolder folder, RunManifest manifest) =>
        Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Except(Leftovers.In(folder), StringComparer.Ordinal)
            .Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))
            .Where(name => !name.StartsWith($"{RunFolder.CheckpointsName}/", StringComparison.Ordinal) && name.Split('/').All(part => part[0] != '.')
                && !Elsewhere.Contains(name) && name != RunFolder.ConfigName && manifest.Find(name) is null)
            .Order(StringComparer.Ordinal);
}
