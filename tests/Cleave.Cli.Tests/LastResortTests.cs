using System.CommandLine;
using System.Text.Json;
using Cleave.Cli.Commands;
using Xunit;

namespace Cleave.Cli.Tests;

public sealed class LastResortTests
{
    [Fact]
    public void Fault_is_one_sentence_without_names_of_the_runtime()
    {
        var sentence = LastResort.Sentence("decompose", new ArgumentNullException("path", "Value cannot be null.\nmore"));

        Assert.Equal("cleave decompose ended because of a fault in Cleave, not in what you gave it (Value cannot be null); "
            + "please report it with the output of the same command after 'CLEAVE_TRACE=1'.", sentence);
    }

    [Fact]
    public void Want_of_memory_is_no_fault()
    {
        Assert.StartsWith("cleave sample needs more memory than it can get", LastResort.Sentence("sample", new InsufficientMemoryException()), StringComparison.Ordinal);
    }

    [Fact]
    public void Unexpected_failure_of_a_verb_ends_with_1_and_no_trace()
    {
        using var error = new StringWriter();
        using var output = new StringWriter();
        var terminal = new Terminal { Out = output, Error = error, IsInteractive = false, Stop = CancellationToken.None };
        var verb = new Verb("odd", "Fails.", "cleave odd");
        verb.Answers(terminal, (_, _) => throw new InvalidOperationException("\u001b[2Jodd"));

        var code = Application.Run(new RootCommand { verb }, ["odd", "--json"], terminal);

        using var document = JsonDocument.Parse(output.ToString());
        Assert.Equal(1, code);
        Assert.Equal(1, document.RootElement.GetProperty("error").GetProperty("exit_code").GetInt32());
        Assert.StartsWith("cleave: cleave odd ended because of a fault in Cleave, not in what you gave it (\\u001B[2Jodd)", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }
}
