using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cleave.Decomposition.Training;

namespace Cleave.Runs.Folders;

/// <summary>Rows of metrics as JSON, one object a line.</summary>
public static class MetricsJson
{
    private const string StepName = "step";

    /// <summary>Reads all rows of a metrics file that can be read; a torn last line is left out.</summary>
    public static IReadOnlyList<MetricRow> ReadAll(string path) =>
        !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(line => TryParse(line, out var row) ? row : null).OfType<MetricRow>()];

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out MetricRow? row)
    {
        row = null;

        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;

            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(StepName, out var step)
                && step.ValueKind == JsonValueKind.Number && step.TryGetInt64(out var number))
            {
                row = new MetricRow(number, [.. Numbers(root)]);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Reported by the result: the caller knows whether a bad line matters.
        }

        return row is not null;
    }

    internal static string Line(MetricRow row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber(StepName, row.Step);

            foreach (var (name, value) in row.Values)
            {
                Write(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            // JSON has no such numbers, and a null would hide which of them it was.
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<KeyValuePair<string, double>> Numbers(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(StepName))
            {
                continue;
            }

            if (property.Value.ValueKind == JsonValueKind.Number)
            {
                yield return new(property.Name, property.Value.GetDouble());
            }
            else if (property.Value.ValueKind == JsonValueKind.String
                && double.TryParse(property.Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                yield return new(property.Name, value);
            }
        }
    }
}
