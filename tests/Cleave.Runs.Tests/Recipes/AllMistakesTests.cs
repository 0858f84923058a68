using Cleave.Formats;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>One reading of a config finds all of its mistakes.</summary>
public sealed class AllMistakesTests
{
    private static readonly string Good = RecipeFile.OfName("tms-5-2").Text;

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once_each_with_its_line()
    {
        var failure = Assert.Throws<InputException>(() => RecipeFile.Parse(Changed(
            ("seed: 0\n", ""), ("log_every: 50\n", "log_evry: 50\n"), ("threads: 0\n", "threads: 1000000000\nsteps: 2\n"), ("  batch: 512\n", "  batch: many\n"),
            ("masks: stochastic\n", "masks: random\n"), ("        shape: constant\n", "        shape: constant\n        tilt: 3\n"), ("      beta2: 0.99\n", "      beta2: .nan\n"),
            ("      to: 1\n", "      to: [1]\n"), ("initialisation: aligned\n", "initialisation: aligned\nsite: 1\n"), ("  rows: 3\n", "  rows: 0\n")), "mine.yaml").Config);

        Assert.Equal(failure.Message, $"{failure.Sentences.Count} settings are wrong:{string.Concat(failure.Sentences.Select(s => $"\n  {s}"))}");
        Assert.Equal(
        [
            "mine.yaml line 1: key 'seed' is missing, add it.",
            "mine.yaml line 3: key 'threads' must be a whole number from 0 to 1024 but is '1000000000', correct it.",
            "mine.yaml line 4: key 'steps' is already on line 2, remove one.",
            "mine.yaml line 5: key 'log_evry' is unknown, did you mean 'log_every'?",
            "mine.yaml line 10: key 'data.batch' must be a whole number from 1 to 1000000 but is 'many', correct it.",
            "mine.yaml line 15: key 'site' is unknown, did you mean 'sites'?",
            "mine.yaml line 25: key 'losses.stochastic.masks' must be one of stochastic, binomial, adversary, merged, importance, rounded, ones, zeros but is 'random', correct it.",
            "mine.yaml line 40: key 'losses.adversarial.adversary.rate.tilt' is unknown, known are start, shape, final, warm_up, end.",
            "mine.yaml line 46: key 'losses.adversarial.adversary.beta2' must be a number from 0 to below 1 but is '.nan', correct it.",
            "mine.yaml line 54: key 'losses.minimality.penalty.exponent.to' must be a number above 0 and at most 1000000 but is a list, correct it.",
        ], failure.Sentences.Take(10));
    }

    [Fact]
    public void Of_many_mistakes_twenty_are_shown()
    {
        var sites = string.Concat(Enumerable.Range(0, 30).Select(i => $"  layer{i}: 0\n"));

        var failure = Assert.Throws<InputException>(() => RecipeFile.Parse(Changed(("  \"*\": 200\n", sites)), "mine.yaml").Config);

        Assert.Equal(30, failure.Sentences.Count);
        Assert.Equal(22, failure.Message.Split('\n').Length);
        Assert.EndsWith("\n  and 10 more.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_of_broken_yaml_is_named() => Assert.StartsWith(
        "mine.yaml line 3: the text is not valid YAML at column ",
        Assert.Throws<InputException>(() => RecipeFile.Parse("name: a\nseed: 0\nsteps: }\n", "mine.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Key_without_a_kind_is_judged_by_all_kinds()
    {
        var text = Good.Replace("    kind: faithfulness\n", "", StringComparison.Ordinal).Replace("    form: relative\n", "    form: relative\n    shape: 3\n", StringComparison.Ordinal);

        var failure = Assert.Throws<InputException>(() => RecipeFile.Parse(text, "mine.yaml").Config);

        Assert.Equal(2, failure.Sentences.Count);
        Assert.Contains("key 'losses.faithfulness.kind' is missing, add it.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("key 'losses.faithfulness.shape' is unknown", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50 MB of keys", "at most 262144 are read")]
    [InlineData("one line of 50 MB", "at most 262144 are read")]
    public void Huge_files_are_refused_before_they_are_read(string what, string part)
    {
        using var folder = new Folders.TemporaryFolder();
        var path = folder.In("huge.yaml");
        using (var file = File.Create(path))
        {
            file.Write("name: "u8);
            file.SetLength(what.StartsWith("one", StringComparison.Ordinal) ? 50 << 20 : 50_000_000);
        }

        Assert.Contains(part, Assert.Throws<InputException>(() => RecipeFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "nested deeper than 32 levels")]
    [InlineData("{a: ", "nested deeper than 32 levels")]
    [InlineData("1,", "")]
    public void Texts_as_large_as_may_be_are_refused(string piece, string part)
    {
        var text = "name: " + (piece == "1," ? "[" : "") + string.Concat(Enumerable.Repeat(piece, (250 << 10) / piece.Length)) + (piece == "1," ? "1]" : "");

        Assert.Contains(part, Assert.Throws<InputException>(() => RecipeFile.Parse(text, "mine.yaml").Config).Message, StringComparison.Ordinal);
    }

    private static string Changed(params (string Old, string New)[] changes) =>
        changes.Aggregate(Good, (text, c) => text.Contains(c.Old, StringComparison.Ordinal) ? First(text, c.Old, c.New) : throw new ArgumentException(c.Old));

    private static string First(string text, string old, string @new) =>
        string.Concat(text.AsSpan(0, text.IndexOf(old, StringComparison.Ordinal)), @new, text.AsSpan(text.IndexOf(old, StringComparison.Ordinal) + old.Length));
}
