using Xunit;

namespace Cleave.Cli.Tests;

public sealed class OutputWriterTests
{
    [Theory]
    [InlineData("plain\ttext\nnext line", "plain\ttext\nnext line")]
    [InlineData("\u001b[31mred\u0007", "\\u001B[31mred\\u0007")]
    [InlineData("\u009b31m and \u202egnp.exe", "\\u009B31m and \\u202Egnp.exe")]
    [InlineData("over\rwritten", "over\\u000Dwritten")]
    public void What_steers_a_terminal_is_escaped(string text, string expected)
    {
        using var inner = new StringWriter();
        using var output = OutputWriter.Around(inner);

        output.Write(text);

        Assert.Equal(expected, inner.ToString());
    }

    [Fact]
    public void Colours_of_our_own_pass_and_those_of_others_do_not()
    {
        using var inner = new StringWriter();
        var terminal = new Terminal { Out = inner, Error = TextWriter.Null, IsInteractive = false, Stop = CancellationToken.None };

        var console = terminal.Console();
        console.Write(new Spectre.Console.ControlCode("\u001b[2K"));
        console.Write(new Spectre.Console.Text("\u001b[31mred"));

        Assert.DoesNotContain("\u001b[31m", inner.ToString(), StringComparison.Ordinal);
        Assert.Contains("\\u001B[31mred", inner.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_dropped_and_remembered()
    {
        using var output = OutputWriter.Around(new FullWriter());

        output.WriteLine("first");
        output.WriteLine("second");
        output.Flush();

        Assert.Equal("No space left", output.Failure);
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("No space left.");
    }
}
