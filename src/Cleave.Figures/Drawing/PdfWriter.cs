using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Cleave.Figures.Drawing;

/// <summary>
/// Writes a canvas as a PDF of one page (ISO 32000-1, 7.5) with the standard fonts Helvetica and Helvetica Bold, which every reader has.
/// No date and no identifier is in it: the same canvas gives the same bytes.
/// </summary>
internal sealed class PdfWriter(Stream bytes)
{
    internal const string Regular = "F1";
    internal const string Bold = "F2";

    /// <summary>The graphics state of faint circles.</summary>
    internal const string Faint = "G1";

    private readonly List<long> _places = [];

    public static byte[] Write(Canvas canvas, string title)
    {
        using var bytes = new MemoryStream();
        var writer = new PdfWriter(bytes);
        writer.Header();
        writer.Object("<< /Type /Catalog /Pages 2 0 R >>");
        writer.Object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        writer.Object($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Points(canvas.Width)} {Points(canvas.Height)}] /Contents 4 0 R "
            + $"/Resources << /Font << /{Regular} 5 0 R /{Bold} 6 0 R >> /ExtGState << /{Faint} << /ca {Number(CircleShape.FaintOpacity)} >> >> >> >>");
        writer.Stream(Encoding.ASCII.GetBytes(PdfContent.Of(canvas)));
        writer.Object(Font("Helvetica"));
        writer.Object(Font("Helvetica-Bold"));
        writer.Object($"<< /Title {PdfText.Unicode(title)} /Producer (Cleave) >>");
        writer.Trailer();
        return bytes.ToArray();
    }

    private static string Font(string name) =>
        $"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences {PdfText.Differences} >> >>";

    // The bytes above 127 say to whoever copies the file that it is not text.
    private void Header() => bytes.Write([.. "%PDF-1.4\n%"u8, 0xe2, 0xe3, 0xcf, 0xd3, (byte)'\n']);

    private void Object(string content)
    {
        _places.Add(bytes.Position);
        Text($"{_places.Count} 0 obj\n{content}\nendobj\n");
    }

    private void Stream(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        _places.Add(bytes.Position);
        Text($"{_places.Count} 0 obj\n<< /Length {Number(packed.Length)} /Filter /FlateDecode >>\nstream\n");
        bytes.Write(packed.ToArray());
        Text("\nendstream\nendobj\n");
    }

    private void Trailer()
    {
        var table = bytes.Position;
        Text($"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in _places)
            Text($"{place.ToString("D10", CultureInfo.InvariantCulture)} 00000 n \n");
        Text($"trailer\n<< /Size {_places.Count + 1} /Root 1 0 R /Info {_places.Count} 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    private void Text(string text) => bytes.Write(Encoding.ASCII.GetBytes(text));

    private static string Points(double pixels) => Number(Math.Round(pixels * PdfContent.PointsPerPixel, 2));

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
