using System.Reflection;

namespace Cleave.Runs.Folders;

/// <summary>Which program made a run or a result.</summary>
internal static class CodeVersion
{
    /// <summary>The version, and the commit after a plus sign where the build knew it.</summary>
    public static string Current { get; } =
        typeof(CodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
