using System.Text.Json.Nodes;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>Collects the definitions of a JSON schema (draft 7, which editors know best).</summary>
internal sealed class SchemaParts
{
    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    private readonly Dictionary<string, IPart> _parts = new(StringComparer.Ordinal);

    /// <summary>The definitions so far.</summary>
    public JsonObject Definitions => new([.. _definitions.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, d.Value.DeepClone()))]);

    /// <summary>A reference to the definition of a map.</summary>
    public JsonObject Reference(string name, IPart part)
    {
        if (!_parts.TryAdd(name, part))
        {
            return ReferenceEquals(_parts[name], part) ? Reference(name) : throw new InvalidOperationException($"Two maps of a config are called {name}.");
        }

        _definitions[name] = Map(part.Variants);
        return Reference(name);
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/definitions/{name}" };

    // A map with choices says first which keys there are in all, then that one choice is made, then what follows from each.
    private JsonObject Map(IReadOnlyList<Variant> variants)
    {
        if (variants is [var only])
            return With(new JsonObject { ["type"] = "object", ["additionalProperties"] = false }, only.Keys);
        var shared = variants[0].Keys.Where(k => variants.All(v => v.Keys.Contains(k))).ToArray();
        var schema = With(new JsonObject { ["type"] = "object" }, shared);
        schema["anyOf"] = new JsonArray([.. variants.Select(v => (JsonNode)All(v.Conditions))]);
        schema["allOf"] = new JsonArray([.. variants.Select(v =>
        {
            var then = With([], [.. v.Keys.Except(shared)]);
            then["propertyNames"] = new JsonObject { ["enum"] = Names(v.Keys) };
            return (JsonNode)new JsonObject { ["if"] = All(v.Conditions), ["then"] = then };
        })]);
        return schema;
    }

    private JsonObject With(JsonObject schema, IReadOnlyList<IKey> keys)
    {
        schema["properties"] = new JsonObject([.. keys.Select(k => KeyValuePair.Create<string, JsonNode?>(k.Name, Property(k)))]);
        schema["required"] = Names(keys.Where(k => k.IsRequired));
        return schema;
    }

    // Editors ignore what stands beside a $ref in draft 7, so a reference is wrapped.
    private JsonObject Property(IKey key)
    {
        var schema = key.Form.Schema(this);
        if (schema.ContainsKey("$ref"))
            schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        schema["description"] = key.About;
        return schema;
    }

    private static JsonObject All(IReadOnlyList<Condition> conditions) =>
        conditions is [var only] ? (JsonObject)only.Schema.DeepClone() : new JsonObject { ["allOf"] = new JsonArray([.. conditions.Select(c => c.Schema.DeepClone())]) };

    private static JsonArray Names(IEnumerable<IKey> keys) => [.. keys.Select(k => (JsonNode)k.Name)];
}
