using System.Text.Json.Serialization;

namespace Cleave.Decomposition.Runs;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(LockHolder))]
internal sealed partial class RunJson : JsonSerializerContext;
