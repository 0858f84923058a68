using System.Text;
using Cleave.Formats;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Cleave.Decomposition.Runs;

/// <summary>A configuration as dotted keys (losses[0].weight) with their text.</summary>
internal static class FlatYaml
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 32;

    public static IReadOnlyDictionary<string, string> Parse(string text, string source)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            throw new InputException($"{source}: expected a configuration of at most {MaxBytes} bytes, found more; is this the right file?");
        }

        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);

        try
        {
            // The event parser does not recurse, so hostile nesting ends at our limit and not in a stack overflow.
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();

            if (parser.TryConsume<DocumentStart>(out _))
            {
                Read(parser, "", 0, flat, source);
            }
        }
        catch (YamlException failure)
        {
            throw new InputException(
                $"{source}, line {failure.Start.Line}: expected valid YAML, found {failure.Message.TrimEnd('.')}; correct that line.", failure);
        }

        return flat;
    }

    private static void Read(Parser parser, string key, int depth, SortedDictionary<string, string> flat, string source)
    {
        if (depth > MaxDepth)
        {
            throw new InputException($"{source}: expected at most {MaxDepth} levels, found more at {key}; flatten it.");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            Add(flat, key, scalar.Value, source);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var index = 0;

            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Read(parser, $"{key}[{index++}]", depth + 1, flat, source);
            }
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = parser.Consume<Scalar>().Value;
                Read(parser, key.Length == 0 ? name : $"{key}.{name}", depth + 1, flat, source);
            }
        }
        else
        {
            throw new InputException($"{source}: expected plain values, found an alias at {key}; write the value out.");
        }
    }

    private static void Add(SortedDictionary<string, string> flat, string key, string value, string source)
    {
        if (!flat.TryAdd(key, value))
        {
            throw new InputException($"{source}: expected each key once, found {key} twice; remove one.");
        }
    }
}
