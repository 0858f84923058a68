// Throws hostile configs, checkpoint states, run folders and files at a built `cleave` and counts what it may never do: print a stack trace,
// a type name or a terminal escape, end with another exit code than 0, 1, 2 or 130, take more than 20 s or more than 2 GB.
//   dotnet run tests/hostile/hostile.cs -- CLEAVE [COUNT] [SEED]        CLEAVE is the command's file, COUNT 300 and SEED 1 unless given
#:property PublishAot=false
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

var cleave = Path.GetFullPath(args[0]);
var count = args.Length > 1 ? int.Parse(args[1]) : 300;
var random = new Random(args.Length > 2 ? int.Parse(args[2]) : 1);
var work = Directory.CreateTempSubdirectory("cleave-hostile-").FullName;
var cases = new Cases(random, work, cleave);
var (done, exits, faults, slowest, largest) = (0, new SortedDictionary<int, int>(), 0, 0.0, 0L);
try
{
    cases.Prepare();
    for (; done < count; done++)
    {
        var (name, arguments) = cases.Next(done);
        var outcome = Run.Of(cleave, work, arguments);
        exits[outcome.Exit] = exits.GetValueOrDefault(outcome.Exit) + 1;
        (slowest, largest) = (Math.Max(slowest, outcome.Seconds), Math.Max(largest, outcome.PeakBytes));
        if (outcome.Fault() is not { } fault)
            continue;
        faults++;
        Console.WriteLine($"{done} {name}: {fault}\n    cleave {string.Join(' ', arguments)}\n    {Run.Visible(outcome.Text)[..Math.Min(600, Run.Visible(outcome.Text).Length)]}");
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}

Console.WriteLine($"{done} cases, exit codes {string.Join(", ", exits.Select(e => $"{e.Key}: {e.Value}"))}, slowest {slowest:0.0} s, largest {largest >> 20} MB");
Console.WriteLine($"{done - faults} passed, {faults} failed");
return faults == 0 ? 0 : 1;

/// <summary>What became of one command.</summary>
internal sealed record Run(int Exit, string Text, double Seconds, long PeakBytes, bool Hung)
{
    private const double Longest = 20;
    private const long Most = 2L << 30;

    public static Run Of(string cleave, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(cleave, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (clock, peak, asked) = (Stopwatch.StartNew(), 0L, false);
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                break;   // it ended between the two calls
            }

            // A config may ask for honest long work: then Ctrl-C must end it.
            if (!asked && clock.Elapsed.TotalSeconds > Longest - 8)
            {
                asked = true;
                using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
                kill.WaitForExit();
            }

            if (clock.Elapsed.TotalSeconds > Longest)
            {
                process.Kill();
                return new Run(-1, output.Result + error.Result, clock.Elapsed.TotalSeconds, peak, true);
            }
        }

        process.WaitForExit();
        return new Run(process.ExitCode, output.Result + error.Result, clock.Elapsed.TotalSeconds, peak, false);
    }

    public static string Visible(string text) => Regex.Replace(text, @"[\u0000-\u0008\u000b-\u001f\u007f-\u009f]", m => $"\\u{(int)m.Value[0]:X4}");

    public string? Fault() =>
        Hung ? $"no end after {Seconds:0} s"
        : Exit is not (0 or 1 or 2 or 130) ? $"exit code {Exit}"
        : Regex.Match(Text, @"(?m)^\s+at \w|Unhandled exception|System\.\w|BytePositionInLine|`\d|NullReference|\w+Exception\b") is { Success: true } trace ? $"runtime text '{trace.Value.Trim()}'"
        : Text.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r')) ? "a control character"
        : Text.Contains("a fault of Cleave", StringComparison.Ordinal) ? "the last resort"
        : PeakBytes > Most ? $"{PeakBytes >> 20} MB"
        : Exit is 1 or 2 && Text.Length == 0 ? "no message"
        : null;
}

/// <summary>Makes the cases, each a function of its number and the seed.</summary>
internal sealed class Cases(Random random, string work, string cleave)
{
    private static readonly string[] Hostile =
    [
        "2e9", "2000000000", "1e30", "-1", "0", "-2147483648", "9223372036854775807", "99999999999999999999", ".nan", ".inf", "-.inf", "1e-400", "''", "[]", "{}", "null", "~", "true",
        "\"\\u001b[31mred\\u0007\"", "\"\\u202egnirts\"", "none", "all", "[1, 2, [3]]", "{ a: { b: { c: 1 } } }", "!!binary aGVsbG8=", "&a [*a]", "*missing", "\"\"", "'", "\"", "- 1", "1_000", "0x7f", "1e5", "5e7", "0.5",
    ];

    private static readonly string[] Documents = ["{}", "[]", "null", "1", "\"\\u001b[2J\"", "{\"a\":", "", "\0\0\0\0", "{\"counters\": [1e30]}", "{\"counters\": [-1, -1, -1]}", "{\"counters\": \"x\"}", "{\"counters\": [1]}", "{\"counters\": [null, {}]}"];

    private string _recipe = "";

    public void Prepare()
    {
        Directory.CreateDirectory(Path.Combine(work, "c"));
        _recipe = Run.Of(cleave, work, ["recipe", "tms-5-2"]).Text;
        foreach (var (key, value) in ((string, string)[])[("steps", "4"), ("checkpoint_every", "2"), ("log_every", "1"), ("threads", "1"), ("batch", "32"), ("held_out", "32"), ("fold_dead_over", "0")])
            _recipe = Regex.Replace(_recipe, $@"(?m)^(\s*{key}:) [^\n#{{]*", $"$1 {value} ");
        _recipe = Regex.Replace(_recipe, @"(adversary_steps:) \[[^\]]*\]", "$1 [2]");
        File.WriteAllText(Path.Combine(work, "good.yaml"), _recipe);
        var good = Run.Of(cleave, work, ["decompose", "good.yaml", "-o", "good"]);
        if (good.Exit != 0)
            throw new InvalidOperationException($"The good run failed: {good.Text}");
    }

    public (string Name, string[] Arguments) Next(int number) => (number % 5) switch
    {
        0 or 1 => Config(number),
        2 => State(number),
        3 => Folder(number),
        _ => Input(number),
    };

    private (string, string[]) Config(int number)
    {
        var lines = _recipe.Split('\n').ToList();
        var at = Enumerable.Range(0, 200).Select(_ => random.Next(lines.Count)).First(i => lines[i].Contains(": ", StringComparison.Ordinal));
        var (key, value) = (lines[at][..lines[at].IndexOf(':')], Hostile[random.Next(Hostile.Length)]);
        switch (random.Next(8))
        {
            case 0: lines.Insert(at, lines[at]); break;
            case 1: lines.RemoveAt(at); break;
            case 2: lines.Insert(at, $"{key}x: {value}"); break;
            case 3: lines[at] = $"{key}: {new string('[', 20000)}"; break;
            case 4: lines.Insert(0, "\t" + new string('a', 1 << random.Next(4, 22))); break;
            default: lines[at] = $"{key}: {value}"; break;
        }

        var file = Path.Combine("c", $"{number}.yaml");
        File.WriteAllText(Path.Combine(work, file), string.Join('\n', lines));
        return ("config", ["decompose", file, "-o", $"c/{number}"]);
    }

    private (string, string[]) State(int number)
    {
        var run = Copy(number);
        var checkpoint = Directory.GetDirectories(Path.Combine(run, "checkpoints"), "step-*").OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal).Last();
        foreach (var state in Directory.GetFiles(checkpoint, "state.*").Where(f => random.Next(2) == 0 || f.EndsWith("json", StringComparison.Ordinal)))
        {
            if (state.EndsWith("json", StringComparison.Ordinal))
                File.WriteAllText(state, Documents[random.Next(Documents.Length)]);
            else
                Poison(state);
        }

        Sign(checkpoint);
        return ("state", [random.Next(2) == 0 ? "evaluate" : "decompose", Path.GetRelativePath(work, run)]);
    }

    private (string, string[]) Folder(int number)
    {
        var run = Copy(number);
        var files = Directory.GetFiles(run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var file = files[random.Next(files.Length)];
        switch (random.Next(5))
        {
            case 0: File.Delete(file); break;
            case 1: File.WriteAllBytes(file, File.ReadAllBytes(file)[..(int)(new FileInfo(file).Length / 2)]); break;
            case 2: File.WriteAllText(file, Documents[random.Next(Documents.Length)]); break;
            case 3: File.WriteAllText(file, File.ReadAllText(file).Replace("tms", "\u001b[31mtms\u0007", StringComparison.Ordinal).Replace("name", "\u202ename", StringComparison.Ordinal)); break;
            default: File.Delete(file); Directory.CreateDirectory(file); break;
        }

        string[] verbs = ["evaluate", "verify", "info", "decompose", "runs"];
        return ($"folder {Path.GetRelativePath(run, file)}", [verbs[random.Next(verbs.Length)], random.Next(8) == 0 ? "c" : Path.GetRelativePath(work, run)]);
    }

    private (string, string[]) Input(int number)
    {
        string[] names = ["model.bin", "model.safetensors", "tokenizer.bin", "text.txt", "text.json", "text.jsonl", "config.json", "run.json"];
        var folder = Path.Combine(work, "c", $"{number}");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, names[random.Next(names.Length)]);
        using (var stream = File.Create(file))
        {
            switch (random.Next(7))
            {
                case 0: stream.Write(RandomNumber(random.Next(1, 4096))); break;
                case 1: stream.SetLength(70L << 30); break;
                case 2: stream.Write([.. BitConverter.GetBytes((long)random.Next(int.MaxValue)), .. "{"u8]); break;
                case 3: stream.Write(Encoding.UTF8.GetBytes(new string('[', 200_000))); break;
                case 4: stream.Write(BitConverter.GetBytes(0x616b3432)); stream.Write(RandomNumber(300)); break;
                case 5: stream.Write(Header("{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999,99999999],\"data_offsets\":[0,4]}}")); break;
                default: stream.Write(Header($"{{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}")); break;
            }
        }

        var path = Path.GetRelativePath(work, file);
        return ("input", random.Next(4) switch
        {
            0 => ["info", path],
            1 => ["sample", path, "--length", "8"],
            2 => ["decompose", "stories", "--model", path, "--text", path, "-o", $"c/{number}/r"],
            _ => ["info", Path.GetRelativePath(work, folder)],
        });
    }

    private string Copy(int number)
    {
        var target = Path.Combine(work, "c", $"run{number}");
        foreach (var file in Directory.GetFiles(Path.Combine(work, "good"), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(Path.Combine(work, "good"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return target;
    }

    private void Poison(string safetensors)
    {
        var bytes = File.ReadAllBytes(safetensors);
        var start = 8 + (int)BitConverter.ToInt64(bytes);
        for (var i = 0; i < 16 && start + 4 < bytes.Length; i++)
            BitConverter.GetBytes(random.Next(2) == 0 ? float.NaN : float.PositiveInfinity).CopyTo(bytes, start + (4 * random.Next((bytes.Length - start) / 4)));
        File.WriteAllBytes(safetensors, bytes);
    }

    // Valid by digest: what a program that went wrong might have written.
    private static void Sign(string checkpoint)
    {
        var path = Path.Combine(checkpoint, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var entry in manifest["files"]!.AsArray())
        {
            var file = Path.Combine(checkpoint, (entry!["name"] ?? entry["file"])!.GetValue<string>());
            var digest = entry.AsObject().Single(p => p.Value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length == 64).Key;
            entry[digest] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            entry[entry["length"] is null ? "bytes" : "length"] = new FileInfo(file).Length;
        }

        // The manifest ends with the digest of itself.
        manifest["sha256"] = "";
        var text = manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        File.WriteAllText(path, text.Insert(text.LastIndexOf('"'), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
    }

    private byte[] RandomNumber(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Header(string json) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(json)), .. Encoding.UTF8.GetBytes(json)];
}
