using Cleave.Formats.Files;
using Spectre.Console.Rendering;

namespace Cleave.Cli;

/// <summary>Escapes the text of everything that is drawn in colours; only the control codes that the drawing itself makes pass.</summary>
internal sealed class EscapedSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new Escaped(r));

    private sealed class Escaped(IRenderable drawn) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => drawn.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => drawn.Render(options, maxWidth)
            .Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(Printable.Text(s.Text), s.Style));
    }
}
