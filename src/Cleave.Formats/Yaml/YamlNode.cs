using Cleave.Formats.Files;

namespace Cleave.Formats.Yaml;

/// <summary>Where a value stands.</summary>
/// <param name="File">The file as messages name it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Path">The keys that lead to it, joined by dots; empty for the whole.</param>
public sealed record YamlPlace(string File, int Line, int Column, string Path)
{
    /// <summary>The input error "file line 3: problem".</summary>
    public InputException Error(string problem) => new(Sentence(problem));

    /// <summary>The sentence "file line 3: problem".</summary>
    public string Sentence(string problem) => Line > 0 ? $"{File} line {Line}: {problem}" : $"{File}: {problem}";
}

/// <summary>A key that stands twice in its map.</summary>
/// <param name="Place">Where it stands again.</param>
/// <param name="FirstLine">The line of the first; 0 where there are no lines.</param>
public sealed record RepeatedKey(YamlPlace Place, int FirstLine)
{
    /// <summary>What is wrong, as <see cref="YamlPlace.Error"/> takes it.</summary>
    public string Problem => $"key '{Printable.Name(Place.Path)}' is already {(FirstLine > 0 ? $"on line {FirstLine}" : "there")}, remove one.";
}

/// <summary>A value of a strict YAML file; immutable.</summary>
public abstract class YamlNode
{
    private protected YamlNode(YamlPlace place) => Place = place;

    /// <summary>Where it stands.</summary>
    public YamlPlace Place { get; }

    /// <summary>What it is, for messages: "'3'", "a list".</summary>
    public abstract string Description { get; }
}

/// <summary>Text, a number or a truth value, as written.</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(string text, bool wasQuoted, YamlPlace place)
        : base(place)
    {
        Text = text;
        WasQuoted = wasQuoted;
    }

    /// <summary>The content, without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether it stood in quotes or as a block of text, and so is text even if it looks like a number.</summary>
    public bool WasQuoted { get; }

    /// <summary>Whether a key stands there without a value.</summary>
    public bool IsNothing => !WasQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The finite number in decimal or exponent notation that it is, or null.</summary>
    public double? Number => YamlValue.NumberOf(this);

    /// <summary>The whole number of 64 bits that it is, or null.</summary>
    public long? Integer => YamlValue.IntegerOf(this);

    /// <summary>True or false, or null where it is neither.</summary>
    public bool? Flag => YamlValue.FlagOf(this);

    /// <inheritdoc/>
    public override string Description => IsNothing ? "nothing" : WasQuoted ? $"the text \"{Printable.Name(Text)}\"" : $"'{Printable.Name(Text)}'";
}

/// <summary>A list of values.</summary>
public sealed class YamlList : YamlNode
{
    internal YamlList(IReadOnlyList<YamlNode> items, YamlPlace place)
        : base(place) => Items = items;

    /// <summary>The values in file order.</summary>
    public IReadOnlyList<YamlNode> Items { get; }

    /// <inheritdoc/>
    public override string Description => "a list";

    /// <summary>The items as texts.</summary>
    /// <exception cref="InputException">An item is not text.</exception>
    public IReadOnlyList<string> Texts() => [.. Items.Select(YamlValue.Text)];

    /// <summary>The items as finite numbers.</summary>
    /// <exception cref="InputException">An item is not a number.</exception>
    public IReadOnlyList<double> Numbers() => [.. Items.Select(YamlValue.Number)];

    /// <summary>The items as whole numbers.</summary>
    /// <exception cref="InputException">An item is not a whole number.</exception>
    public IReadOnlyList<long> Integers() => [.. Items.Select(YamlValue.Integer)];

    /// <summary>The items as maps.</summary>
    /// <exception cref="InputException">An item is not a map.</exception>
    public IReadOnlyList<YamlMap> Maps() => [.. Items.Select(YamlValue.Map)];
}
