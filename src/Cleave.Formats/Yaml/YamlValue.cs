using System.Globalization;
using System.Text.RegularExpressions;

namespace Cleave.Formats.Yaml;

/// <summary>Reads typed values out of nodes.</summary>
internal static partial class YamlValue
{
    internal static string Text(YamlNode node) => node is YamlScalar { IsNothing: false } scalar ? scalar.Text : throw Wrong(node, "text");

    internal static double Number(YamlNode node) => NumberOf(node) ?? throw Wrong(node, "a finite number such as 0.001 or 1e-3");

    internal static double? NumberOf(YamlNode node)
        => node is YamlScalar { WasQuoted: false } scalar && Decimal().IsMatch(scalar.Text)
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : null;

    internal static long Integer(YamlNode node) => IntegerOf(node) ?? throw Wrong(node, "a whole number such as 2000");

    internal static long? IntegerOf(YamlNode node)
        => node is YamlScalar { WasQuoted: false } scalar && Whole().IsMatch(scalar.Text)
            && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    internal static bool Flag(YamlNode node) => FlagOf(node) ?? throw Wrong(node, "true or false");

    internal static bool? FlagOf(YamlNode node) => node is YamlScalar { WasQuoted: false, Text: "true" or "false" } scalar ? scalar.Text == "true" : null;

    internal static YamlMap Map(YamlNode node) => node as YamlMap ?? throw Wrong(node, "a map of keys");

    internal static YamlList List(YamlNode node) => node as YamlList ?? throw Wrong(node, "a list");

    private static InputException Wrong(YamlNode node, string expected)
        => node.Place.Error($"{(node.Place.Path.Length == 0 ? "the whole" : $"key '{node.Place.Path}'")} must be {expected} but is {node.Description}, correct it.");

    // A leading zero is refused because YAML 1.1 reads 010 as eight.
    [GeneratedRegex(@"\A[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A[-+]?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Whole();
}
