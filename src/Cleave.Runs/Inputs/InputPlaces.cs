using Cleave.Formats;

namespace Cleave.Runs.Inputs;

/// <summary>Where a user says that inputs of a run lie now; null means where they were last.</summary>
/// <param name="Model">A model file or folder.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Text">The text.</param>
public sealed record InputPlaces(string? Model = null, string? Tokenizer = null, string? Text = null)
{
    /// <summary>All where they were last.</summary>
    public static InputPlaces AsBefore { get; } = new();

    /// <summary>Refuses a place of what a run does not read.</summary>
    /// <exception cref="InputException">When one is given.</exception>
    internal void RefuseBeyond(IReadOnlyList<string> roles)
    {
        foreach (var role in (string[])[RunInput.ModelRole, RunInput.TokenizerRole, RunInput.TextRole])
        {
            if (Of(role) is { } place && !roles.Contains(role))
                throw new InputException($"--{role} {place}: expected a run that reads a {role}, found one that does not; leave the option away.");
        }
    }

    internal string? Of(string role) => role switch
    {
        RunInput.ModelRole => Model,
        RunInput.TokenizerRole => Tokenizer,
        _ => Text,
    };
}
