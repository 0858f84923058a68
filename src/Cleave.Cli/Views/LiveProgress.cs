using System.Diagnostics;
using Cleave.Models;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports.Tables;
using Spectre.Console;

namespace Cleave.Cli.Views;

/// <summary>A table that is redrawn in place while a run works.</summary>
internal sealed class LiveProgress : IRunObserver
{
    private const int ShownSites = 10;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    private readonly RunConfig _config;
    private readonly LiveDisplayContext _display;
    private readonly Pace _pace;
    private RunRow? _row;
    private Phase? _phase;
    private long _step;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = -Redraw;

    private LiveProgress(RunConfig config, LiveDisplayContext display) => (_config, _display, _pace) = (config, display, new Pace(config));

    /// <summary>Runs the work with a live table on the console.</summary>
    public static T Watch<T>(IAnsiConsole console, RunConfig config, Func<IRunObserver, T> work) =>
        console.Live(new Text("")).Start(display => work(new LiveProgress(config, display)));

    public void Began(string what)
    {
        _phase = new Phase(what);
        Draw(force: true);
    }

    public void Progressed(WorkDone work)
    {
        _phase?.Progressed(work);
        Draw(force: false);
    }

    public void Stepped(long finished)
    {
        (_step, _phase) = (finished, null);
        _pace.Stepped(finished);
        Draw(force: finished == _config.Steps);
    }

    public void Logged(RunRow row) => _row = row;

    public void Saved(string folder)
    {
    }

    private void Draw(bool force)
    {
        if (!force && _clock.Elapsed < _drawn + Redraw)
            return;
        _drawn = _clock.Elapsed;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "value").HideHeaders();
        if (_phase is { } phase)
            table.AddRow("now", Markup.Escape(phase.Describe()));
        if (_step > 0)
            table.AddRow("step", $"{_step} / {_config.Steps}");
        if (_phase is null && _pace.Describe() is { Length: > 0 } pace)
            table.AddRow("pace", Markup.Escape(pace));
        if (_row is { } row)
            AddRow(table, row);
        _display.UpdateTarget(table);
        _display.Refresh();
    }

    private static void AddRow(Table table, RunRow row)
    {
        foreach (var (name, value) in row.Report.Terms)
            table.AddRow(Markup.Escape(name), Digits.Of(value));
        if (row.Report.Sparsity is { } sparsity)
            table.AddRow("scale", $"{Digits.Of(sparsity.Scale)}{(float.IsNaN(sparsity.Measured) ? "" : $"  measured {Digits.Of(sparsity.Measured)}")}");
        table.AddRow("L0", Digits.Of(row.Report.L0.Values.Sum()));
        foreach (var (site, value) in row.Report.L0.Take(ShownSites))
            table.AddRow($"  {Markup.Escape(site)}", Digits.Of(value));
        if (row.Report.L0.Count > ShownSites)
            table.AddRow($"  and {row.Report.L0.Count - ShownSites} more sites", Digits.Of(row.Report.L0.Values.Skip(ShownSites).Sum()));
    }
}
