using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Llama2c;
using Cleave.Formats.Tokenizers;
using Cleave.Models;
using Cleave.Models.Data;
using Cleave.Models.Transformers;
using Cleave.Tensors.Randomness;

namespace Cleave.Cli.Commands;

/// <summary><c>cleave sample</c>: text from a language model.</summary>
internal static class SampleCommand
{
    private const int UsualLength = 128;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private sealed record Request(string Model, string? Tokenizer, string Prompt, int? Length, float Temperature, ulong Seed, int Threads);

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { HelpName = "MODEL", Description = "llama2.c .bin, .safetensors or their folder." };
        var tokenizer = SharedOptions.Tokenizer();
        var prompt = new Option<string>("--prompt") { Description = "How the text begins.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var length = new Option<int?>("--length")
        {
            Description = "Most tokens in all; the text may end before. Default: 128, at most the model's context.",
            HelpName = "N",
        };
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
        weights.RequireFinite();
        var tokenizer = TokenizerFiles.Read(request.Tokenizer ?? TokenizerFiles.RequireBeside(request.Model), weights.Config.VocabSize);
        var start = new List<int>();
        var unknown = tokenizer.Encode(request.Prompt, addBeginning: true, start);
        foreach (var warning in (string[])[.. weights.Warnings, .. tokenizer.Warnings, .. TokenisedText.UnknownWarning("--prompt", unknown, request.Prompt.Length)])
            terminal.Error.WriteLine($"cleave: {Printable.Line(warning)}");
        var length = Length(request, start.Count, weights.Config.ContextLength);
        using var device = SharedOptions.Device(request.Threads);
        int[] ends = [.. new[] { tokenizer.EndId, tokenizer.BeginningId }.OfType<int>()];
        var ids = Sampling.Continue(device, new Llama(weights), [[.. start]], length, request.Temperature, new RandomStream(request.Seed, "sample"), ends,
            new SlowProgress(terminal.Error), terminal.Stop)[0];
        Write(terminal, json, tokenizer.Decode(ids), ids, ended: ids.Length < length);
        return ExitCode.Good;
    }

    private static void Write(Terminal terminal, bool json, string text, int[] ids, bool ended) =>
        terminal.Out.WriteLine(json
            ? JsonText.Of(new JsonObject { ["text"] = text, ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]), ["ended"] = ended })
            : Printable.Text(text));

    /// <summary>The tokens asked for, or 128 as far as the context reaches.</summary>
    private static int Length(Request request, int prompt, int context)
    {
        if (!float.IsFinite(request.Temperature) || request.Temperature < 0)
            throw new InputException($"--temperature: expected a number of at least 0, found {request.Temperature}; correct it.");
        if (prompt >= context)
            throw new InputException($"--prompt: its {prompt} tokens fill the {context} positions that {request.Model} was trained with; shorten it.");
        if (request.Length is not { } length)
            return Math.Min(context, prompt - 1 + UsualLength);
        if (length > context)
        {
            throw new InputException($"--length: expected at most the {context} positions that {request.Model} was trained with, "
                + $"found {length}; lower it.");
        }

        return length > prompt
            ? length
            : throw new InputException($"--length: expected more than the {prompt} tokens of the prompt, found {length}; raise it.");
    }

    /// <summary>A line now and then about work that takes long.</summary>
    private sealed class SlowProgress(TextWriter output) : IProgress<WorkDone>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public void Report(WorkDone value)
        {
            if (_clock.Elapsed < Every)
                return;
            _clock.Restart();
            output.WriteLine($"cleave: token {value.Done} of at most {value.Total}.");
        }
    }
}
