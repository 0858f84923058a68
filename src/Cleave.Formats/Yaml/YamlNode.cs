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
    public InputException Error(string problem) => new(Line > 0 ? $"{File} line {Line}: {problem}" : $"{File}: {problem}");
}

/// <summary>A value of a strict YAML file; immutable.</summary>
public abstract class YamlNode
{
    private protected YamlNode(YamlPlace place) => Place = place;

    /// <summary>Where it stands.</summary>
    public YamlPlace Place { get; }

    /// <summary>What it is, for messages.</summary>
    internal abstract string Description { get; }
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

    internal bool IsNothing => !WasQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    internal override string Description => IsNothing ? "nothing" : WasQuoted ? $"the text \"{Printable.Name(Text)}\"" : $"'{Printable.Name(Text)}'";
}

/// <summary>A list of values.</summary>
public sealed class YamlList : YamlNode
{
    internal YamlList(IReadOnlyList<YamlNode> items, YamlPlace place)
        : base(place) => Items = items;

    /// <summary>The values in file order.</summary>
    public IReadOnlyList<YamlNode> Items { get; }

    internal override string Description => "a list";

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
