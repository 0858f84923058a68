using System.Text.Json.Nodes;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>What a value of a config may be. Reading, the JSON schema and the reference all come from it.</summary>
internal interface IForm
{
    /// <summary>In words, as "must be .. but is" and the reference say it.</summary>
    string Words { get; }

    /// <summary>As JSON schema.</summary>
    JsonObject Schema(SchemaParts parts);

    /// <summary>The maps within it, each with how its path goes on, for the reference.</summary>
    IEnumerable<(string Path, IPart Part)> Maps { get; }
}

/// <summary>What a value of a config may be, and the value that it is read as.</summary>
internal abstract class Form<T> : IForm
{
    public abstract string Words { get; }

    public virtual IEnumerable<(string Path, IPart Part)> Maps => [];

    public abstract JsonObject Schema(SchemaParts parts);

    /// <summary>Reads a value. What it returns counts only if nothing was reported.</summary>
    public abstract T Read(YamlNode node, Reading reading);

    /// <summary>The same form, read as something else.</summary>
    public Form<TOther> As<TOther>(Func<T, TOther> make) => new Mapped<T, TOther>(this, make);

    /// <summary>The same form, or the word none.</summary>
    public Form<T?> OrNone(string? words = null) => new OrNone<T>(this, words ?? Words);
}

internal sealed class Mapped<T, TOther>(Form<T> inner, Func<T, TOther> make) : Form<TOther>
{
    public override string Words => inner.Words;

    public override IEnumerable<(string Path, IPart Part)> Maps => inner.Maps;

    public override JsonObject Schema(SchemaParts parts) => inner.Schema(parts);

    public override TOther Read(YamlNode node, Reading reading)
    {
        var (before, value) = (reading.Failures, inner.Read(node, reading));
        return reading.Failures == before ? make(value) : default!;
    }
}

/// <summary>A setting that may be switched off, in so many words: absence is always a mistake.</summary>
internal sealed class OrNone<T>(Form<T> inner, string words) : Form<T?>
{
    /// <summary>What a config writes where a setting is switched off.</summary>
    public const string None = "none";

    public override string Words => $"{None}, or {words}";

    public override IEnumerable<(string Path, IPart Part)> Maps => inner.Maps;

    public override JsonObject Schema(SchemaParts parts) => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = None }, inner.Schema(parts)) };

    public override T? Read(YamlNode node, Reading reading)
    {
        if (node is YamlScalar { Text: None })
            return default;
        if (node is not YamlScalar)
            return inner.Read(node, reading);
        var trial = new Reading();
        var value = inner.Read(node, trial);
        if (trial.Failures > 0)
            reading.Wrong(node, Words);
        return value;
    }
}

/// <summary>A bare value that stands for a map, or the map.</summary>
internal sealed class BareOrMap<T>(Form<T> bare, Form<T> map, string words) : Form<T>
{
    public override string Words => words;

    public override IEnumerable<(string Path, IPart Part)> Maps => map.Maps;

    public override JsonObject Schema(SchemaParts parts) => new() { ["anyOf"] = new JsonArray(bare.Schema(parts), map.Schema(parts)) };

    public override T Read(YamlNode node, Reading reading)
    {
        if (node is YamlMap)
            return map.Read(node, reading);
        var trial = new Reading();
        var value = bare.Read(node, trial);
        if (trial.Failures > 0)
            reading.Wrong(node, Words);
        return value;
    }
}
