using System.Text;
using Cleave.Formats.Text;
using Xunit;

namespace Cleave.Formats.Tests.Text;

public sealed class TextFileTests
{
    [Theory]
    [InlineData("a.txt", "one\ntwo\n", new[] { "one\ntwo\n" })]
    [InlineData("a.txt", "one\n<|endoftext|>\ntwo\nthree\r\n<|endoftext|>\n", new[] { "one", "two\nthree" })]
    [InlineData("a.txt", "one<|endoftext|>two<|endoftext|>\n\n<|endoftext|>three\r\n", new[] { "one", "two", "three" })]
    [InlineData("A.TXT", "one", new[] { "one" })]
    [InlineData("a.JSONL", "\"one\"\n\"two<|endoftext|>three\"", new[] { "one", "two", "three" })]
    [InlineData("a.json", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n", new[] { "one", "two" })]
    [InlineData("a.json", "\"one\"\n\"two\"", new[] { "one", "two" })]
    [InlineData("a.jsonl", """["one","two"]""", new[] { "one", "two" })]
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
    [InlineData("a.json", "{\n \"text\": \"a\"\n}", "F: expected a list of texts but found an object, put the texts in brackets.")]
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

    public static TheoryData<string, Encoding> Encodings() => new()
    {
        { "UTF-8", new UTF8Encoding(false) },
        { "UTF-8 with a mark", new UTF8Encoding(true) },
        { "UTF-16 LE", new UnicodeEncoding(bigEndian: false, byteOrderMark: true) },
        { "UTF-16 BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: true) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_marked_encoding_gives_the_same_documents_without_a_warning(string what, Encoding encoding)
    {
        using var folder = new TemporaryFolder();
        const string Story = "Zoë saw a 🦊 — 日本.\nThe end.";

        var file = TextFile.Read(folder.Write("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(Story)]));

        Assert.True(file.Documents.SequenceEqual([Story]), what);
        Assert.Equal(0, file.Replaced);
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData(false, "little")]
    [InlineData(true, "big")]
    public void Utf16_without_a_mark_is_seen_by_its_NULs_and_said_so(bool bigEndian, string endian)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes("Once upon a time — a cat."));

        var file = TextFile.Read(path);

        Assert.Equal("Once upon a time — a cat.", file.Documents.Single());
        Assert.Equal([$"{path}: the file has no byte order mark and was read as UTF-16 ({endian} endian), which its bytes look like; save it as UTF-8 to be sure."], file.Warnings);
    }

    public static TheoryData<byte[], string> NotText() => new()
    {
        { new byte[4000], "F: this is not text, it holds 4000 NUL characters, the first after 0 characters: name a text file." },
        { [.. "Once upon\u0000a time"u8], "F: this is not text, it holds 1 NUL characters, the first after 9 characters: name a text file." },
        { [0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0], "F: this is text in UTF-32, save it as UTF-8." },
        { [.. Enumerable.Repeat((byte)0xE9, 100)], "F: this is not text in UTF-8, 100 of 100 characters are invalid: save it as UTF-8." },
        { [.. Enumerable.Repeat((byte)1, 100)], "F: this is not text, 100 of 100 characters are control characters: name a text file." },
    };

    [Theory]
    [MemberData(nameof(NotText))]
    public void What_is_no_text_is_refused(byte[] bytes, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", bytes);

        Assert.Equal(expected, Assert.Throws<InputException>(() => TextFile.Read(path)).Message.Replace(path, "F"));
    }

    [Fact]
    public void Latin1_is_counted_and_the_file_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("the café was near the rivers ", 14))));

        var file = TextFile.Read(path);

        Assert.Equal(14, file.Replaced);
        Assert.Equal([$"{path}: 14 invalid sequences of UTF-8 became U+FFFD; save the file as UTF-8 to keep those characters."], file.Warnings);
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
    public void Half_pairs_and_a_half_unit_of_utf16_are_counted()
    {
        using var folder = new TemporaryFolder();

        var file = TextFile.Read(folder.Write("a.txt", [0xFF, 0xFE, (byte)'a', 0, 0x3E, 0xD8, (byte)'b', 0, 0x3E, 0xD8, 0x8A, 0xDD, (byte)'c']));

        Assert.Equal("a\uFFFDb🦊\uFFFD", file.Documents.Single());
        Assert.Equal(2, file.Replaced);
    }

    [Fact]
    public void Damage_of_earlier_conversions_is_said()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", "It was Maxâ€™s cafÃ©, lost \uFFFD here. The château is fine.");

        Assert.Equal(
            [
                $"{path}: the file itself holds 1 replacement characters (U+FFFD), an earlier conversion lost what stood there.",
                $"{path}: 2 places look like UTF-8 that was once read as Latin-1 (such as 'â€™' for an apostrophe); the text is used as it is.",
            ],
            TextFile.Read(path).Warnings);
    }

    [Fact]
    public void A_thousand_stories_are_read() => Assert.Equal(1000, TextFile.Read(SharedData.Path("text/tinystories_1000.json")).Documents.Count);
}
