using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Figures.Plots;
using Cleave.Runs.Disks;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;

namespace Cleave.Cli.Commands.Bench;

/// <summary>What a study ends with.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Report">The table.</param>
/// <param name="Figure">The figure.</param>
internal sealed record StudyReport(string Name, GridReport Report, Figure Figure);

/// <summary>Works through a grid and writes its report: NAME.md, .csv, .json and NAME.svg in the study's folder.</summary>
internal static class GridStudy
{
    public static int Run(
        Terminal terminal, GridOptions options, ParseResult parsed, IReadOnlyList<Cell> cells, Func<IReadOnlyList<CellResult>, StudyReport> report)
    {
        var json = parsed.GetValue(options.Json);
        var grid = new Grid(options.FolderOf(parsed), cells)
        {
            AcceptConfigChange = parsed.GetValue(options.Accept),
            Known = parsed.GetValue(options.Results) is { } known ? new KnownResults(known) : null,
            OnlyKnown = parsed.GetValue(options.OnlyKnown),
        };
        var results = Work(terminal, grid, parsed.GetValue(options.Workers), json);
        if (results is null)
            return ExitCode.Interrupted;
        var study = report(results);
        var figures = options.Figures.Of(parsed);
        var files = Write(grid.Folder, study, figures);
        if (parsed.GetValue(options.Docs) is { } page)
            WritePage(page, study, figures);
        if (json)
        {
            var document = ReportTables.Json(study.Report);
            document["files"] = JsonText.Array(files);
            terminal.Out.WriteLine(JsonText.Of(document));
        }
        else
        {
            ReportView.Write(terminal.Console(), study.Report);
            terminal.Out.WriteLine($"Report in {Path.GetRelativePath(Environment.CurrentDirectory, grid.Folder)}: {string.Join(", ", files.Select(Path.GetFileName))}");
        }

        return ExitCode.Good;
    }

    /// <summary>The results, or null when interrupted.</summary>
    public static IReadOnlyList<CellResult>? Work(Terminal terminal, Grid grid, int workers, bool json)
    {
        try
        {
            return grid.Run(workers, new GridProgress(terminal.Progress(json)), terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"cleave: interrupted; every run in {grid.Folder} is saved, and the same command goes on.");
            return null;
        }
    }

    private static IReadOnlyList<string> Write(string folder, StudyReport study, FigureOutput output)
    {
        var figure = study.Figure.Write(folder, study.Name, output);
        (string Extension, string Text)[] texts =
        [
            ("md", ReportMarkdown.Of(study.Report, $"{study.Name}.svg")),
            ("csv", ReportTables.Csv(study.Report)),
            ("json", JsonText.Of(ReportTables.Json(study.Report)) + "\n"),
        ];
        // The figure's own data would have the table's name.
        File.Move(figure.Csv, Path.Combine(folder, $"{study.Name}-figure.csv"), overwrite: true);
        foreach (var (extension, text) in texts)
            DurableFile.Replace(new RealDisk(), Path.Combine(folder, $"{study.Name}.{extension}"), text);
        return [.. texts.Select(t => Path.Combine(folder, $"{study.Name}.{t.Extension}")), figure.Svg, Path.Combine(folder, $"{study.Name}-figure.csv")];
    }

    private static void WritePage(string path, StudyReport study, FigureOutput output)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        study.Figure.Write(Path.Combine(folder, "images"), study.Name, output);
        DurableFile.Replace(new RealDisk(), path, ReportMarkdown.Of(study.Report, $"images/{study.Name}.svg"));
    }
}
