using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>The forms of single values. Every number has bounds on both sides, and is finite.</summary>
internal static class Scalars
{
    public static Form<string> Text { get; } = new TextForm();

    public static Form<bool> Flag { get; } = new FlagForm();

    public static Form<long> Whole(long least, long most) => new WholeForm(least, most);

    public static Form<int> Count(int least, int most) => Whole(least, most).As(v => (int)v);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Form<float> Number(double least, double most) => new NumberForm(least, most).As(v => (float)v);

    /// <summary>A number above 0.</summary>
    public static Form<float> AboveZero(double most) => new NumberForm(0, most, withLeast: false).As(v => (float)v);

    /// <summary>A number in [0, 1), or in [0, 1] when <paramref name="withOne"/>.</summary>
    public static Form<float> Share(bool withOne = false) => new NumberForm(0, 1, withMost: withOne).As(v => (float)v);

    /// <summary>The same with 64 bits.</summary>
    public static Form<double> Exact(double least, double most) => new NumberForm(least, most);

    /// <summary>A number above 0 with 64 bits.</summary>
    public static Form<double> ExactAboveZero(double most) => new NumberForm(0, most, withLeast: false);

    public static Form<string> Choice(params string[] names) => new ChoiceForm(names);

    public static Form<T> Choice<T>(params (string Name, T Value)[] choices) =>
        new ChoiceForm([.. choices.Select(c => c.Name)]).As(name => choices.Single(c => c.Name == name).Value);

    public static Form<string> Pattern(string pattern, string words) => new PatternForm(pattern, words);

    public static Form<IReadOnlyList<T>> List<T>(Form<T> item, int most) => new ListForm<T>(item, most);

    private static string Say(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private sealed class TextForm : Form<string>
    {
        public const int Longest = 1000;

        public override string Words => $"a text of at most {Longest} characters";

        public override JsonObject Schema(SchemaParts parts) => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["maxLength"] = Longest };

        public override string Read(YamlNode node, Reading reading)
        {
            if (node is YamlScalar { Text.Length: <= Longest } scalar)
                return scalar.Text;
            reading.Wrong(node, Words);
            return "";
        }
    }

    private sealed class FlagForm : Form<bool>
    {
        public override string Words => "true or false";

        public override JsonObject Schema(SchemaParts parts) => new() { ["type"] = "boolean" };

        public override bool Read(YamlNode node, Reading reading)
        {
            if ((node as YamlScalar)?.Flag is { } flag)
                return flag;
            reading.Wrong(node, Words);
            return false;
        }
    }

    private sealed class WholeForm(long least, long most) : Form<long>
    {
        public override string Words => $"a whole number from {least} to {most}";

        public override JsonObject Schema(SchemaParts parts) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

        public override long Read(YamlNode node, Reading reading)
        {
            if ((node as YamlScalar)?.Integer is { } value && value >= least && value <= most)
                return value;
            reading.Wrong(node, Words);
            return 0;
        }
    }

    private sealed class NumberForm(double least, double most, bool withLeast = true, bool withMost = true) : Form<double>
    {
        public override string Words =>
            $"a number {(withLeast ? $"from {Say(least)}" : $"above {Say(least)}")} {(withLeast ? "to" : withMost ? "and at most" : "and")} {(withMost ? "" : "below ")}{Say(most)}";

        public override JsonObject Schema(SchemaParts parts) => new()
        {
            ["type"] = "number",
            [withLeast ? "minimum" : "exclusiveMinimum"] = least,
            [withMost ? "maximum" : "exclusiveMaximum"] = most,
        };

        public override double Read(YamlNode node, Reading reading)
        {
            // Rounded to 32 bits it must lie within open bounds too.
            if ((node as YamlScalar)?.Number is { } value
                && (withLeast ? value >= least : value > least && (float)value > least) && (withMost ? value <= most : value < most && (float)value < most))
                return value;
            reading.Wrong(node, Words);
            return 0;
        }
    }

    private sealed class ChoiceForm(string[] names) : Form<string>
    {
        public override string Words => names is [var only] ? only : $"one of {string.Join(", ", names)}";

        public override JsonObject Schema(SchemaParts parts) => new() { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) };

        public override string Read(YamlNode node, Reading reading)
        {
            if (node is YamlScalar scalar && names.Contains(scalar.Text, StringComparer.Ordinal))
                return scalar.Text;
            reading.Wrong(node, Words);
            return "";
        }
    }

    private sealed class PatternForm(string pattern, string words) : Form<string>
    {
        public override string Words => words;

        public override JsonObject Schema(SchemaParts parts) => new() { ["type"] = "string", ["pattern"] = pattern };

        public override string Read(YamlNode node, Reading reading)
        {
            if (node is YamlScalar scalar && Regex.IsMatch(scalar.Text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))
                return scalar.Text;
            reading.Wrong(node, Words);
            return "";
        }
    }

    private sealed class ListForm<T>(Form<T> item, int most) : Form<IReadOnlyList<T>>
    {
        public override string Words => $"a list of 1 to {most} values, each {item.Words}";

        public override JsonObject Schema(SchemaParts parts) =>
            new() { ["type"] = "array", ["items"] = item.Schema(parts), ["minItems"] = 1, ["maxItems"] = most };

        public override IReadOnlyList<T> Read(YamlNode node, Reading reading)
        {
            if (node is YamlList list && list.Items.Count >= 1 && list.Items.Count <= most)
                return [.. list.Items.Select(i => item.Read(i, reading))];
            reading.Wrong(node, Words);
            return [];
        }
    }
}
