using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>The JSON schema of recipes, for editors: it says of one value at a time what the reader says.</summary>
public static class RecipeSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The schema (draft 7) as text.</summary>
    public static string Text { get; } = Schema().ToJsonString(Readable) + "\n";

    private static JsonObject Schema()
    {
        var parts = new SchemaParts();
        var root = ConfigForm.Of(ToyKinds.All).Schema(parts);
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "A recipe of Cleave",
            ["allOf"] = new JsonArray(root),
            ["definitions"] = parts.Definitions,
        };
    }
}
