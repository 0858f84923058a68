using System.CommandLine;
using Cleave.Cli.Views;
using Cleave.Figures.Plots;
using Cleave.Runs.Disks;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Commands.Bench;

/// <summary>What a study ends with.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Report">The table.</param>
/// <param name="Figure">The figure.</param>
internal sealed record StudyReport(string Name, GridReport Report, Figure Figure);

/// <summary>Works through a grid and writes its report: NAME.md, .csv, .json and NAME.svg in the study's folder.</summary>
internal static class GridStudy
{
    public static Answer Run(
        Terminal terminal, GridOptions options, ParseResult parsed, IReadOnlyList<Cell> cells, Func<IReadOnlyList<CellResult>, StudyReport> report)
    {
        var grid = new Grid(options.FolderOf(parsed), cells)
        {
            AcceptConfigChange = parsed.GetValue(options.Accept),
            Known = parsed.GetValue(options.Results) is { } known ? new KnownResults(known) : null,
            OnlyKnown = parsed.GetValue(options.OnlyKnown),
        };
        var study = report(Work(terminal, grid, parsed.GetValue(options.Workers)));
        var figures = options.Figures.Of(parsed);
        var files = Write(grid.Folder, study, figures);
        if (parsed.GetValue(options.Docs) is { } page)
            WritePage(page, study, figures);
        return new Answer(
            () =>
            {
                var document = ReportTables.Json(study.Report);
                document["files"] = JsonText.Array(files);
                return document;
            },
            () =>
            [
                .. ReportSummary.Of(study.Report),
                new Passage($"Report in {Path.GetRelativePath(Environment.CurrentDirectory, grid.Folder)}: {string.Join(", ", files.Select(Path.GetFileName))}"),
            ]);
    }

    /// <exception cref="StoppedException">When interrupted.</exception>
    public static IReadOnlyList<CellResult> Work(Terminal terminal, Grid grid, int workers)
    {
        try
        {
            return grid.Run(workers, new GridProgress(terminal.Progress), terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"interrupted; every run in {grid.Folder} is saved, and the same command goes on.");
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
