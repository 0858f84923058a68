using System.CommandLine;
using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Tokenizers;
using Cleave.Models.Transformers;
using Cleave.Tensors.Randomness;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave sample</c>: text from a language model.</summary>
internal static class SampleCommand
{
    private sealed record Request(string Model, string? Tokenizer, string Prompt, int Length, float Temperature, ulong Seed, int Threads);

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { HelpName = "MODEL", Description = "llama2.c .bin, .safetensors or their folder." };
        var tokenizer = SharedOptions.Tokenizer();
        var prompt = new Option<string>("--prompt") { Description = "How the text begins.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var length = new Option<int>("--length") { Description = "Tokens in all.", HelpName = "N", DefaultValueFactory = _ => 128 };
        var temperature = new Option<float>("--temperature") { Description = "0 takes the likeliest token.", HelpName = "T", DefaultValueFactory = _ => 0.8f };
        var seed = new Option<ulong>("--seed") { Description = "Equal seeds give equal text.", HelpName = "N" };
        var (threads, json) = (SharedOptions.Threads(), SharedOptions.Json());
        var command = new Verb("sample", "Write text with a language model.",
            "cleave sample stories260K.bin --prompt \"Once upon a time\"")
        {
            model, tokenizer, prompt, length, temperature, seed, threads, json,
        };
        command.SetAction(parsed => Run(terminal, new Request(parsed.GetRequiredValue(model), parsed.GetValue(tokenizer), parsed.GetRequiredValue(prompt),
            parsed.GetValue(length), parsed.GetValue(temperature), parsed.GetValue(seed), parsed.GetValue(threads) ?? 0), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, Request request, bool json)
    {
        var weights = LlamaWeights.Read(request.Model);
        var path = request.Tokenizer ?? TokenizerFiles.FindBeside(request.Model)
            ?? throw new InputException($"{request.Model}: no tokenizer (tokenizer.bin or tok*.bin) lies beside the model; give --tokenizer PATH.");
        var tokenizer = TokenizerFiles.Read(path, weights.Config.VocabSize);
        var start = tokenizer.Encode(request.Prompt, addBeginning: true);
        Check(request, start.Length, weights.Config.ContextLength);
        using var device = SharedOptions.Device(request.Threads);
        var ids = Sampling.Continue(device, new Llama(weights), [start], request.Length, request.Temperature, new RandomStream(request.Seed, "sample"))[0];
        var text = tokenizer.Decode(ids);
        if (json)
            terminal.Out.WriteLine(JsonText.Of(new JsonObject { ["text"] = text, ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) }));
        else
            terminal.Out.WriteLine(text);
        return ExitCode.Good;
    }

    private static void Check(Request request, int prompt, int context)
    {
        if (request.Length > context)
        {
            throw new InputException($"--length: expected at most the {context} positions that {request.Model} was trained with, "
                + $"found {request.Length}; lower it.");
        }


        if (request.Length <= prompt)
            throw new InputException($"--length: expected more than the {prompt} tokens of the prompt, found {request.Length}; raise it.");
        if (!float.IsFinite(request.Temperature) || request.Temperature < 0)
            throw new InputException($"--temperature: expected a number of at least 0, found {request.Temperature}; correct it.");
    }
}
