using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Inputs;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Folders;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(RunInputs))]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(LockHolder))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>For files: paths in any script and signs such as the plus of a code version stay readable.</summary>
    public static RunJson Files => Readable.Json;

    // A class of its own, because the generated part may be initialised later than this one.
    private static class Readable
    {
        public static readonly RunJson Json = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

/// <summary>Reads what the first version wrote, whose names were in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunInfo))]
internal sealed partial class FirstRunJson : JsonSerializerContext;
