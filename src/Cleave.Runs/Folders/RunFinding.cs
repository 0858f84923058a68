using Cleave.Formats;

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

/// <summary>One thing that verifying found, about a file or folder named relative to the run, or about an input.</summary>
public sealed record RunFinding(FindingLevel Level, string Subject, string Message)
{
    /// <summary>What a check says when it succeeds, or why it does not.</summary>
    internal static RunFinding Of(string subject, Func<string> check)
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
}
