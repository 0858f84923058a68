using System.Text;
using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Builds a comma-separated table.</summary>
internal sealed class Csv
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    private readonly StringBuilder _text = new();

    public Csv(params string[] header) => Row(header);

    public void Row(params ReadOnlySpan<object> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(cells[i] is double number ? Numbers.Exact(number) : Quote(cells[i].ToString()!));
        }

        _text.Append('\n');
    }

    public override string ToString() => _text.ToString();

    private static string Quote(string text) => text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
