using Cleave.Formats.Files;

namespace Cleave.Formats.Safetensors;

/// <summary>What the header says of one tensor; offsets count from the end of the header.</summary>
internal sealed record HeaderEntry(string Name, ElementType Type, int[] Shape, long Begin, long End)
{
    /// <summary>Checks that the tensors fill the data without holes or overlaps, and orders them by offset.</summary>
    internal static void Check(List<HeaderEntry> entries, long dataLength, string file)
    {
        foreach (var entry in entries)
        {
            entry.CheckSize(file);
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long at = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != at)
            {
                string problem = entry.Begin > at ? "leaves a hole before it" : "overlaps another tensor";
                throw new InputException($"{file}: tensor '{Printable.Name(entry.Name)}' starts at byte {entry.Begin} where {at} was expected and so {problem}, export the file again.");
            }
            at = entry.End;
        }
        if (at != dataLength)
        {
            throw new InputException(at > dataLength
                ? $"{file}: the tensors need {at} bytes but the file holds {dataLength} after its header, it was cut short: copy it again."
                : $"{file}: {dataLength - at} bytes follow the last tensor, which safetensors does not allow: export the file again.");
        }
    }

    /// <summary>Names become part of messages and of keys, so they must be there and be visible.</summary>
    internal static void CheckName(string name, string file)
    {
        if (name.Length == 0)
        {
            throw new InputException($"{file}: a tensor has an empty name, export the file again with names.");
        }
        if (!Printable.IsVisible(name))
        {
            throw new InputException($"{file}: tensor name '{Printable.Name(name)}' holds an invisible character, rename it.");
        }
    }

    private void CheckSize(string file)
    {
        string shape = $"{file}: tensor '{Printable.Name(Name)}' has shape [{string.Join(",", Shape)}] of {Type}";
        Int128 needed = Type.Size();
        foreach (int size in Shape)
        {
            needed *= size;
            if (needed > Array.MaxLength)
            {
                throw new InputException($"{shape}, more than the {Array.MaxLength} bytes one tensor may have here, split it.");
            }
        }
        if (End - Begin != needed)
        {
            throw new InputException($"{shape} and needs {needed} bytes but data_offsets [{Begin},{End}] hold {End - Begin}, export the file again.");
        }
    }
}
