using System.Text.Json.Nodes;

namespace Cleave.Runs.Reports.Tables;

/// <summary>Tables as JSON: an object for each row, with the columns' names as keys. Cells without a value are left out.</summary>
public static class TableJson
{
    /// <summary>The rows, without their sum.</summary>
    public static JsonArray Of(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new JsonArray([.. table.Rows.Select(r => (JsonNode)Row(table, r))]);
    }

    private static JsonObject Row(ReportTable table, IReadOnlyList<ReportCell> cells) => new(table.Columns.Zip(cells).Where(c => c.Second.Value is not null)
        .Select(c => KeyValuePair.Create(c.First.Name, (JsonNode?)c.Second.Value!.DeepClone())));
}
