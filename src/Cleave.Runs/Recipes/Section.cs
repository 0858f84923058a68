using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>A map of a config whose keys are all known and whose values lie in range; the readers of the sections build on it.</summary>
internal sealed class Section
{
    /// <summary>What a config writes where a setting is switched off, so that absence is always an error.</summary>
    public const string None = "none";

    private readonly YamlMap _map;

    public Section(YamlMap map, params string[] keys)
    {
        map.RefuseUnknown(keys);
        _map = map;
    }

    /// <summary>The section of a loss: its own keys beside those of every loss.</summary>
    public static Section Loss(YamlMap map, params string[] keys) => new(map, [.. LossKinds.CommonKeys, .. keys]);

    /// <summary>The section of an importance function: its own keys beside those of every one.</summary>
    public static Section Importance(YamlMap map, params string[] keys) => new(map, [.. ImportanceKinds.CommonKeys, .. keys]);

    public string Choice(string key, params string[] known) =>
        known.Contains(_map.Text(key), StringComparer.Ordinal) ? _map.Text(key) : throw _map.Wrong(key, $"one of {string.Join(", ", known)}");

    public string Text(string key) => _map.Text(key);

    public string? TextOrNone(string key) => _map.Text(key) is var text && text == None ? null : text;

    public int Count(string key, int least = 1) => (int)Long(key, least, int.MaxValue);

    public long Long(string key, long least, long most = long.MaxValue)
    {
        var value = _map.Integer(key);
        return value < least ? throw _map.Wrong(key, $"a whole number of at least {least}")
            : value > most ? throw _map.Wrong(key, $"a whole number of at most {most}")
            : value;
    }

    public IReadOnlyList<int> Counts(string key)
    {
        var values = _map.List(key).Integers();
        return values.Count > 0 && values.All(v => v is >= 1 and <= int.MaxValue)
            ? [.. values.Select(v => (int)v)]
            : throw _map.Wrong(key, "a list of at least one whole number, each at least 1");
    }

    public float Number(string key)
    {
        var value = (float)_map.Number(key);
        return float.IsFinite(value) ? value : throw _map.Wrong(key, "a number that fits 32 bits");
    }

    public float AtLeastZero(string key) => Number(key) is >= 0 and var value ? value : throw _map.Wrong(key, "a number of at least 0");

    public float AboveZero(string key) => Number(key) is > 0 and var value ? value : throw _map.Wrong(key, "a number above 0");

    /// <summary>A number in [0, 1), or in [0, 1] when <paramref name="withOne"/>.</summary>
    public float Share(string key, bool withOne = false)
    {
        var value = Number(key);
        return value >= 0 && (withOne ? value <= 1 : value < 1) ? value : throw _map.Wrong(key, $"a number from 0 to {(withOne ? "1" : "below 1")}");
    }

    public float? AboveZeroOrNone(string key) => IsNone(key) ? null : AboveZero(key);

    /// <summary>A number of 64 bits, at least 0.</summary>
    public double Exact(string key) => _map.Number(key) is >= 0 and var value ? value : throw _map.Wrong(key, "a number of at least 0");

    public double ExactAboveZero(string key) => _map.Number(key) is > 0 and var value ? value : throw _map.Wrong(key, "a number above 0");

    public double? ExactOrNone(string key) => IsNone(key) ? null : Exact(key);

    public bool Flag(string key) => _map.Flag(key);

    public YamlMap Map(string key) => _map.Map(key);

    public Exception Wrong(string key, string expected) => _map.Wrong(key, expected);

    /// <summary>A bare number is constant.</summary>
    public Schedule Schedule(string key)
    {
        if (_map.Find(key) is not YamlMap map)
            return new Schedule(AtLeastZero(key));
        var section = new Section(map, "start", "shape", "final", "warm_up", "end");
        var shape = section.Choice("shape", "constant", "linear", "cosine") switch
        {
            "constant" => ScheduleShape.Constant,
            "linear" => ScheduleShape.Linear,
            _ => ScheduleShape.Cosine,
        };
        var schedule = new Schedule(section.AtLeastZero("start"), shape, section.AtLeastZero("final"), section.Share("warm_up"), section.Share("end", withOne: true));
        return schedule.End > schedule.WarmUp ? schedule : throw section.Wrong("end", $"above warm_up ({schedule.WarmUp})");
    }

    /// <summary>A bare number is constant.</summary>
    public Anneal Anneal(string key)
    {
        if (_map.Find(key) is not YamlMap map)
            return new Anneal(AboveZero(key), AboveZero(key));
        var section = new Section(map, "from", "to", "begin", "end");
        var anneal = new Anneal(section.AboveZero("from"), section.AboveZero("to"), section.Share("begin", withOne: true), section.Share("end", withOne: true));
        return anneal.End >= anneal.Begin ? anneal : throw section.Wrong("end", $"at least begin ({anneal.Begin})");
    }

    private bool IsNone(string key) => _map.Find(key) is YamlScalar { Text: None };
}
