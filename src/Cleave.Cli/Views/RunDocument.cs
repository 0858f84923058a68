using System.Text.Json.Nodes;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Views;

/// <summary>An evaluation as a document that names its run.</summary>
internal static class RunDocument
{
    public static JsonObject Of(RunFolder folder, EvaluationDocument result)
    {
        var document = JsonNode.Parse(result.ToJson())!.AsObject();
        document.Insert(0, "run", folder.Path);
        return document;
    }
}
