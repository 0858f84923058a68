using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave recipe</c>: lists the recipes, or writes one as a complete file to change.</summary>
internal static class RecipeCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            HelpName = "NAME",
            Description = "The recipe to write. Default: list all, a line each.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var schema = new Option<bool>("--schema") { Description = "Write the JSON schema of recipes, for editors." };
        var reference = new Option<bool>("--reference") { Description = "Write the reference of all keys as Markdown." };
        var json = SharedOptions.Json();
        var command = new Verb("recipe", "List the recipes, or write one as a file to change.", "cleave recipe tms-5-2 > mine.yaml") { name, schema, reference, json };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(name), parsed.GetValue(schema), parsed.GetValue(reference), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string? name, bool schema, bool reference, bool json)
    {
        if ((name is null ? 0 : 1) + (schema ? 1 : 0) + (reference ? 1 : 0) > 1)
            throw new InputException("recipe: expected one of NAME, --schema and --reference, found several; choose one.");
        if (name is not null)
            Write(terminal, Catalogue.Shipped.File(name), json, "recipe");
        else if (schema)
            terminal.Out.Write(RecipeSchema.Text);
        else if (reference)
            Write(terminal, RecipeReference.Markdown, json, "reference");
        else
            List(terminal, json);
        return ExitCode.Good;
    }

    private static void Write(Terminal terminal, string text, bool json, string key)
    {
        if (json)
            terminal.Out.WriteLine(JsonText.Of(new JsonObject { [key] = text }));
        else
            terminal.Out.Write(text);
    }

    private static void List(Terminal terminal, bool json)
    {
        var lines = RecipeList.Of(Catalogue.Shipped);
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Of(new JsonObject { ["recipes"] = JsonText.Array(lines.Select(l => (JsonNode?)Document(l))) }));
            return;
        }

        var width = lines.Max(l => l.Name.Length);
        terminal.Out.WriteLine($"{"RECIPE".PadRight(width)}   STEPS    TIME  TAKES APART");
        foreach (var line in lines)
        {
            var steps = line.Steps.ToString(CultureInfo.InvariantCulture);
            terminal.Out.WriteLine($"{line.Name.PadRight(width)}  {steps,6}  {Time(line),6}  {line.What}");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine("METHOD");
        foreach (var method in Catalogue.Shipped.Methods)
            terminal.Out.WriteLine($"{method.Name,-9}  {method.Title}");
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Times are of one thread. 'cleave decompose RECIPE' runs one; 'cleave recipe RECIPE > mine.yaml' writes it as a file to change.");
    }

    private static string Time(RecipeLine line) => line.Time switch
    {
        null => "",
        { TotalSeconds: < 90 } time => $"{time.TotalSeconds:0} s",
        { } time => $"{time.TotalMinutes:0} min",
    };

    private static JsonObject Document(RecipeLine line) => new()
    {
        ["recipe"] = line.Name,
        ["takes_apart"] = line.What,
        ["method"] = line.Method.Length > 0 ? line.Method : null,
        ["steps"] = line.Steps,
        ["batch"] = line.Batch,
        ["seconds"] = line.Time?.TotalSeconds,
    };
}
