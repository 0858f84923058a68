using System.Text.Json.Serialization;
using Cleave.Runs.Checkpoints;

namespace Cleave.Runs.Folders;

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
