using Cleave.Formats.Text;
using Xunit;

namespace Cleave.Formats.Tests.Text;

public sealed class TextFileTests
{
    [Theory]
    [InlineData("a.txt", "one\ntwo\n", new[] { "one\ntwo\n" })]
    [InlineData("a.txt", "one\n<|endoftext|>\ntwo\nthree\r\n<|endoftext|>\n", new[] { "one", "two\nthree" })]
    [InlineData("a.json", """["one","two"]""", new[] { "one", "two" })]
    [InlineData("a.json", """[{"text":"one"},{"story":"two","n":1}]""", new[] { "one", "two" })]
    [InlineData("a.jsonl", "\uFEFF\"one\"\r\n\n{\"text\":\"two\"}\n", new[] { "one", "two" })]
    public void Documents_are_read(string name, string content, string[] expected)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(expected, TextFile.Read(folder.Write(name, content)).Documents);
    }

    [Theory]
    [InlineData("a.json", """{"text":"a"}""", "F: expected a list of texts but found an object, put the texts in brackets.")]
    [InlineData("a.json", """["a",7]""", "F item 2: expected text but found 7, correct it.")]
    [InlineData("a.json", """["\ud800"]""", "F item 1: a JSON text holds half a surrogate pair or bytes that are not UTF-8, write it again as UTF-8.")]
    [InlineData("a.json", """[{"a":1}]""", "F item 1: the object has neither 'text' nor 'story', add one.")]
    [InlineData("a.jsonl", "\"a\"\n{\"te", "F line 2: the text is not valid JSON near line 1, byte 5, correct it.")]
    [InlineData("a.txt", "  \n", "F: the file holds no text, name one that does.")]
    [InlineData("a.parquet", "x", "F: texts are read from .txt, .json and .jsonl but not '.parquet', rename or convert the file.")]
    public void Wrong_files_are_refused(string name, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, content);

        Assert.Equal(expected, Assert.Throws<InputException>(() => TextFile.Read(path)).Message.Replace(path, "F"));
    }

    [Fact]
    public void Invalid_bytes_are_replaced_and_counted()
    {
        using var folder = new TemporaryFolder();

        var file = TextFile.Read(folder.Write("a.txt", [(byte)'a', 0xFF, (byte)'b', 0xC3]));

        Assert.Equal("a\uFFFDb\uFFFD", file.Documents.Single());
        Assert.Equal(2, file.Replaced);
    }

    [Fact]
    public void A_thousand_stories_are_read() => Assert.Equal(1000, TextFile.Read(SharedData.Path("text/tinystories_1000.json")).Documents.Count);
}
