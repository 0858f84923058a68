using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Runs.Inputs;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Inputs;

/// <summary>Inputs are compared as bytes, so any bytes will do here.</summary>
public sealed class RunInputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunInputsTests()
    {
        Write("inputs/net.bin", "a model");
        Write("inputs/tokenizer.bin", "a tokenizer");
        Write("inputs/tale.txt", "a tale");
        Directory.CreateDirectory(Run.Path);
    }

    private RunFolder Run => new(_folder.In("runs", "r"));

    private string Model => _folder.In("inputs", "net.bin");

    private string Text => _folder.In("inputs", "tale.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_says_role_place_and_digest_of_each_input()
    {
        Pin();

        var inputs = RunInputs.Read(Run).Inputs;
        Assert.Equal(["model", "tokenizer", "text"], inputs.Select(i => i.Role));
        Assert.Equal([Model, null, Text], inputs.Select(i => i.Given));
        Assert.Equal([Model, _folder.In("inputs", "tokenizer.bin"), Text], inputs.Select(i => i.Place));
        Assert.Equal("../../inputs/tale.txt", inputs[2].PlaceFromRun);
        Assert.Equal(("tale.txt", 6L, "bdefe176"), (inputs[2].Files[0].Name, inputs[2].Files[0].Length, inputs[2].Files[0].Sha256[..8]));
    }

    [Fact]
    public void Tokenizer_and_text_are_inputs_only_where_there_is_a_text() =>
        Assert.Equal(["model"], RunInputs.Find(Run, Recipe().With("data.text", "none").Config, InputPlaces.AsBefore).Inputs.Select(i => i.Role));

    [Fact]
    public void Toy_has_no_inputs() => Assert.Empty(RunInputs.Find(Run, RecipeFile.OfName("tms-5-2").Config, InputPlaces.AsBefore).Inputs);

    [Theory]
    [InlineData("inputs/net.bin", "model", "another net")]
    [InlineData("inputs/tokenizer.bin", "tokenizer", "A tokenizer")]
    [InlineData("inputs/tale.txt", "text", "a tall")]
    public void Changed_input_is_named_with_what_was_expected_and_found(string file, string role, string content)
    {
        Pin();
        Write(file, content);

        var message = Assert.Throws<InputException>(() => Find()).Message;

        Assert.Matches($"""^{_folder.In(file)}: expected the {role} that the run was started with \(\d+ bytes, SHA-256 [0-9a-f]+…\), found another one \({content.Length} bytes, SHA-256""", message);
    }

    [Fact]
    public void Old_time_and_equal_length_hide_no_change()
    {
        Pin();
        var time = File.GetLastWriteTimeUtc(Text);
        Write("inputs/tale.txt", "b tale");
        File.SetLastWriteTimeUtc(Text, time);

        Assert.Throws<InputException>(() => Find());
    }

    [Fact]
    public void Touched_input_is_the_same()
    {
        Pin();
        File.SetLastWriteTimeUtc(Text, DateTime.UnixEpoch);

        Assert.Equal(Text, Find().Located(Recipe().Config).Data.Text);
    }

    [Fact]
    public void Missing_input_says_how_to_give_its_place()
    {
        Pin();
        File.Delete(Text);

        Assert.Equal($"{Text}: expected the text that the run was started with, found none there or beside the run; give its new place with --text PATH.",
            Assert.Throws<InputException>(() => Find()).Message);
    }

    [Theory]
    [InlineData("runs/r/tale.txt")]
    [InlineData("runs/tale.txt")]
    public void Moved_input_is_found_beside_the_run_even_where_another_file_took_its_old_place(string place)
    {
        Pin();
        File.Move(Text, _folder.In(place.Split('/')));
        Write("inputs/tale.txt", "some other text");

        Assert.Equal(_folder.In(place.Split('/')), Find().Located(Recipe().Config).Data.Text);
    }

    [Fact]
    public void Place_that_is_given_may_have_any_name_and_brings_its_neighbours()
    {
        Pin();
        Directory.CreateDirectory(_folder.In("far"));
        File.Move(Model, _folder.In("far", "renamed.bin"));
        File.Move(_folder.In("inputs", "tokenizer.bin"), _folder.In("far", "tokenizer.bin"));

        var config = Find(new InputPlaces(Model: _folder.In("far", "renamed.bin"))).Located(Recipe().Config);

        Assert.Equal((_folder.In("far", "renamed.bin"), _folder.In("far", "tokenizer.bin")), (config.Target.Model, config.Target.Tokenizer));
    }

    [Fact]
    public void Path_edited_in_the_config_is_meant()
    {
        Pin();
        Write("other.txt", "another text");

        Assert.StartsWith(_folder.In("other.txt"), Assert.Throws<InputException>(
            () => RunInputs.Find(Run, Recipe().WithText("data.text", _folder.In("other.txt")).Config, InputPlaces.AsBefore)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "expected the model")]
    [InlineData("part-2.safetensors", "expected the model")]
    [InlineData("model.safetensors.index.json", "expected the model")]
    [InlineData("README.md", null)]
    public void Model_in_several_files_is_pinned_whole(string file, string? expected)
    {
        Write("inputs/net/model.safetensors.index.json", """{ "weight_map": { "a": "part-1.safetensors", "b": "part-2.safetensors" } }""");
        foreach (var name in (string[])["part-1.safetensors", "part-2.safetensors", "config.json", "README.md", "unused.safetensors"])
            Write($"inputs/net/{name}", name);
        Write("inputs/net/tokenizer.bin", "a tokenizer");
        var recipe = Recipe().WithText("target.model", _folder.In("inputs", "net"));
        Pin(recipe);
        Assert.Equal(["config.json", "model.safetensors.index.json", "part-1.safetensors", "part-2.safetensors"], RunInputs.Read(Run).Find("model")!.Files.Select(f => f.Name));
        File.AppendAllText(_folder.In("inputs", "net", file), " ");

        var failure = Record.Exception(() => RunInputs.Find(Run, recipe.Config, InputPlaces.AsBefore));

        Assert.Equal(expected is null, failure is null);
        Assert.Contains(expected is null ? "" : $"{file}: {expected}", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Place_of_what_the_run_does_not_read_is_refused() => Assert.Equal(
        "--text tale.txt: expected a run that reads a text, found one that does not; leave the option away.",
        Assert.Throws<InputException>(() => RunInputs.Find(Run, RecipeFile.OfName("tms-5-2").Config, new InputPlaces(Text: "tale.txt"))).Message);

    [Fact]
    public void Edited_list_of_inputs_is_refused()
    {
        Pin();
        File.WriteAllText(Path.Combine(Run.Path, RunInputs.FileName), """{ "format_version": 1, "inputs": [] }""");

        Assert.Contains(RunInputs.FileName, Assert.Throws<InputException>(() => Find()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "inputs": [ { "role": "text" } ] }""")]
    [InlineData("""{ "inputs": [ null ] }""")]
    [InlineData("""{ "inputs": [ { "role": "text", "place": "\u0000", "place_from_run": "x", "files": [] } ] }""")]
    [InlineData("""{ "inputs": [ { "role": "text", "place": "/x", "place_from_run": "x", "files": [ { "name": "x", "length": 1, "sha256": "f" } ] } ] }""")]
    public void Foreign_list_of_inputs_is_refused_in_one_sentence(string json)
    {
        File.WriteAllText(Path.Combine(Run.Path, RunInputs.FileName), json);

        Assert.StartsWith(Path.Combine(Run.Path, RunInputs.FileName), Assert.Throws<InputException>(() => RunInputs.Read(Run)).Message, StringComparison.Ordinal);
    }

    private RecipeFile Recipe() => RecipeFile.OfName("stories").WithText("target.model", Model).WithText("data.text", Text);

    private void Pin(RecipeFile? recipe = null) => Run.Files.Replace(Find(InputPlaces.AsBefore, recipe).ToFile());

    private RunInputs Find(InputPlaces? places = null, RecipeFile? recipe = null) => RunInputs.Find(Run, (recipe ?? Recipe()).Config, places ?? InputPlaces.AsBefore);

    private void Write(string name, string content)
    {
        var path = _folder.In(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
