using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

/// <summary>A small grid of two seeds and two coefficients that was worked through by one worker without interruption.</summary>
public sealed class SmallGrid : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallGrid() => Results = new Grid(_folder.In("serial"), Cells()).Run(1, Seen);

    internal GridWatcher Seen { get; } = new();

    public IReadOnlyList<CellResult> Results { get; }

    public string In(string name) => _folder.In(name);

    public static IReadOnlyList<Cell> Cells(long steps = 12) =>
    [
        .. from seed in (int[])[0, 1]
           from coefficient in (string[])["1e-3", "2e-3"]
           select new Cell($"seed{seed}-{coefficient}", Recipe(steps).With("seed", $"{seed}").With("losses.minimality.coefficient", coefficient),
               new Dictionary<string, string> { ["seed"] = seed.ToString(CultureInfo.InvariantCulture), ["coefficient"] = coefficient }),
    ];

    public static RecipeFile Recipe(long steps) => RecipeFile.OfName("tms-5-2")
        .With("steps", $"{steps}").With("log_every", "5").With("checkpoint_every", "4").With("warm_up.steps", "3")
        .With("data.batch", "16").With("data.held_out", "32").With("sites", "{ \"*\": 6 }").With("evaluation.adversary_steps", "[2]");

    public static IEnumerable<string> Documents(IEnumerable<CellResult> results) => results.Select(r => r.Evaluation!.ToJson());

    public static IEnumerable<string> States(IEnumerable<CellResult> results) =>
        results.Select(r => DurableFile.Digest(Path.Combine(r.Folder.LoadNewest().Folder, "state.safetensors")));

    public void Dispose() => _folder.Dispose();
}

/// <summary>Notes what happens, and asks to stop after so many logged steps of any cell.</summary>
internal sealed class GridWatcher(int stopAfter = int.MaxValue) : IGridObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _logged;

    public CancellationToken Stop => _stop.Token;

    public List<(string Cell, long Step)> Begun { get; } = [];

    public List<string> Ended { get; } = [];

    void IGridObserver.Began(Cell cell, long step) => Begun.Add((cell.Name, step));

    void IGridObserver.Logged(Cell cell, RunRow row)
    {
        if (++_logged == stopAfter)
            _stop.Cancel();
    }

    void IGridObserver.Ended(CellResult result, int ended, int cells) => Ended.Add($"{result.Cell.Name} {ended}/{cells}");

    public void Dispose() => _stop.Dispose();
}

[Trait("speed", "slow")]
public sealed class GridTests(SmallGrid serial) : IClassFixture<SmallGrid>
{
    [Fact]
    public void Results_come_in_the_order_of_the_cells()
    {
        Assert.Equal(["seed0-1e-3", "seed0-2e-3", "seed1-1e-3", "seed1-2e-3"], serial.Results.Select(r => r.Cell.Name));
        Assert.Equal(["seed0-1e-3 1/4", "seed0-2e-3 2/4", "seed1-1e-3 3/4", "seed1-2e-3 4/4"], serial.Seen.Ended);
        Assert.All(serial.Results, r => Assert.True(r is { Failure: null, Seconds: > 0, Evaluation.Step: 12 }));
        Assert.Equal(4, SmallGrid.States(serial.Results).Distinct().Count());
    }

    [Fact]
    public void Cells_at_a_time_change_no_bit()
    {
        using var watcher = new GridWatcher();

        var parallel = new Grid(serial.In("parallel"), SmallGrid.Cells()).Run(3, watcher, watcher.Stop);

        Assert.Equal(4, watcher.Begun.Count);
        Assert.Equal(SmallGrid.States(serial.Results), SmallGrid.States(parallel));
        Assert.Equal(SmallGrid.Documents(serial.Results), SmallGrid.Documents(parallel));
    }

    [Fact]
    public void Interrupted_grid_goes_on_where_it_stopped_and_ends_with_the_same_bits()
    {
        using GridWatcher first = new(stopAfter: 5), second = new();
        Assert.Throws<OperationCanceledException>(() => new Grid(serial.In("interrupted"), SmallGrid.Cells()).Run(1, first, first.Stop));

        var results = new Grid(serial.In("interrupted"), SmallGrid.Cells()).Run(1, second, second.Stop);

        Assert.Equal(["seed0-1e-3 1/4"], first.Ended);
        Assert.Equal([("seed0-2e-3", 1L), ("seed1-1e-3", 0L), ("seed1-2e-3", 0L)], second.Begun);
        Assert.Equal(SmallGrid.States(serial.Results), SmallGrid.States(results));
        Assert.Equal(SmallGrid.Documents(serial.Results), SmallGrid.Documents(results));
    }

    [Fact]
    public void Finished_cells_are_not_trained_again()
    {
        using var watcher = new GridWatcher();

        var again = new Grid(serial.In("serial"), SmallGrid.Cells()).Run(2, watcher, watcher.Stop);

        Assert.Empty(watcher.Begun);
        Assert.Equal(SmallGrid.Documents(serial.Results), SmallGrid.Documents(again));
        Assert.Equal(serial.Results.Select(r => r.Seconds), again.Select(r => r.Seconds));
    }

    [Fact]
    public void Failed_cell_says_why_and_the_others_go_on()
    {
        Cell[] cells =
        [
            new("diverges", SmallGrid.Recipe(12).With("optimizers.components.rate", "1e12").With("optimizers.components.clip", "none"), new Dictionary<string, string>()),
            SmallGrid.Cells()[0],
        ];
        using GridWatcher first = new(), second = new();

        var results = new Grid(serial.In("failing"), cells).Run(1, first, first.Stop);
        var again = new Grid(serial.In("failing"), cells).Run(1, second, second.Stop);

        Assert.Null(results[0].Evaluation);
        Assert.Contains("is not finite", results[0].Failure, StringComparison.Ordinal);
        Assert.Equal(serial.Results[0].Evaluation!.ToJson(), results[1].Evaluation!.ToJson());
        Assert.Empty(second.Begun);
        Assert.Equal(results[0].Failure, again[0].Failure);
    }

    [Fact]
    public void Changed_config_is_refused_before_anything_is_trained()
    {
        using var watcher = new GridWatcher();
        Cell[] cells = [new("new", SmallGrid.Recipe(1), new Dictionary<string, string>()), .. SmallGrid.Cells(steps: 13)];

        var failure = Assert.Throws<InputException>(() => new Grid(serial.In("serial"), cells).Run(1, watcher, watcher.Stop));

        Assert.Contains("found changes (steps: 12 -> 13)", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(serial.In("serial"), "new")));
    }

    [Fact]
    public void Accepted_change_of_a_finished_cell_is_worked_on_and_not_read_from_the_old_result()
    {
        using GridWatcher first = new(), second = new();
        Cell Cell(string steps) => new("one", SmallGrid.Recipe(2).With("evaluation.adversary_steps", steps), new Dictionary<string, string>());
        var before = new Grid(serial.In("accepted"), [Cell("[2]")]).Run(1, first, first.Stop);

        var after = new Grid(serial.In("accepted"), [Cell("[3]")]) { AcceptConfigChange = true }.Run(1, second, second.Stop);

        Assert.Equal(["one"], second.Begun.Select(b => b.Cell));
        Assert.Equal([2, 3], before.Concat(after).SelectMany(r => r.Evaluation!.Pgd.Keys));
    }

    [Fact]
    public void Damaged_target_is_not_handed_on_to_other_cells()
    {
        using GridWatcher first = new(), second = new();
        Cell Cell(string name) => new(name, SmallGrid.Recipe(2), new Dictionary<string, string>());
        new Grid(serial.In("shared"), [Cell("one")]).Run(1, first, first.Stop);
        var file = Path.Combine(serial.In("shared"), "one", "target", "model.safetensors");
        var (sound, damaged) = (File.ReadAllBytes(file), File.ReadAllBytes(file));
        damaged[^1] ^= 1;
        File.WriteAllBytes(file, damaged);

        new Grid(serial.In("shared"), [Cell("one"), Cell("two")]).Run(1, second, second.Stop);

        Assert.Equal(sound, File.ReadAllBytes(Path.Combine(serial.In("shared"), "two", "target", "model.safetensors")));
    }

    [Fact]
    public void Config_that_does_not_fit_stops_the_grid_and_names_the_cell()
    {
        using var watcher = new GridWatcher();
        Cell[] cells = [new("odd", SmallGrid.Recipe(1).With("sites", "{ nowhere: 3 }"), new Dictionary<string, string>())];

        var failure = Assert.Throws<InputException>(() => new Grid(serial.In("odd"), cells).Run(1, watcher, watcher.Stop));

        Assert.StartsWith("cell odd: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("seed0-1e-3")]
    public void Names_are_folders_and_each_occurs_once(string name)
    {
        Cell[] cells = [SmallGrid.Cells()[0], SmallGrid.Cells()[0] with { Name = name }];

        Assert.Throws<InputException>(() => new Grid(serial.In("names"), cells));
    }
}
