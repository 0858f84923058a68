using System.CommandLine;
using Cleave.Figures.Grids;
using Cleave.Runs.Reports;

namespace Cleave.Cli.Commands.Bench;

/// <summary>A variant of a study: what it is called and what it changes, keys and values as YAML.</summary>
internal sealed record StudyVariant(string Name, params IReadOnlyList<(string Key, string Value)> Changes);

/// <summary>A study of one target under a few named variants of our default method.</summary>
internal sealed record VariantsCommand
{
    /// <summary>The target, and the verb.</summary>
    public required string Target { get; init; }

    /// <summary>What the help says.</summary>
    public required string Description { get; init; }

    /// <summary>Heading of the report.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader of the report must know.</summary>
    public required string Introduction { get; init; }

    /// <summary>The variants.</summary>
    public required IReadOnlyList<StudyVariant> Variants { get; init; }

    /// <summary>The score that answers, and that the figure shows.</summary>
    public required string Score { get; init; }

    /// <summary>What the study asks.</summary>
    public required string Question { get; init; }

    /// <summary>What the score says.</summary>
    public required string Meaning { get; init; }

    /// <summary>`cleave bench ping-pong`: what the frequency term is for.</summary>
    public static VariantsCommand PingPong => new()
    {
        Target = "ping-pong",
        Description = "64 circuits in groups of eight whose sums are rank one: subcomponents found with and without the frequency term.",
        Title = "Ping-pong superposition",
        Introduction = "64 rank-one circuits write into a width of 21; the eight of a group share their neurons, so that each group's sum is rank one too. "
            + "`parts` counts the subcomponents in use (64 circuits or 8 groups), `circuits_per_part` on how many circuits each is important, and `pure_parts` the "
            + "share that serves a single group.",
        Variants = [new("with-frequency"), new("without-frequency", ("losses.minimality.frequency", "0"))],
        Score = "parts",
        Question = "Does the frequency term tell circuits apart that share neurons?",
        Meaning = "Of 64 circuits in 8 groups so many subcomponents are in use",
    };

    /// <summary>`cleave bench cancelling`: what every-subset ablation is for.</summary>
    public static VariantsCommand Cancelling => new()
    {
        Target = "cancelling",
        Description = "Two circuits that cancel: important to every-subset masks, unimportant to masks that drop everything at once.",
        Title = "Two circuits that cancel",
        Introduction = "left = Q + P and right = R − P act on the same input, so that both P may be dropped together but neither alone. `kept_…` is the share of a circuit "
            + "that the importances keep on the input that shows it: near 0 it is called unimportant, near 1 important. `joint-only` trains on the importances "
            + "as masks alone; `vpd` asks for every subset.",
        Variants =
        [
            new("vpd"),
            new("joint-only",
                ("losses.stochastic", "{ kind: reconstruction, coefficient: 1, masks: importance, routing: all }"),
                ("losses.adversarial", "{ kind: reconstruction, coefficient: 0, masks: importance, routing: all }")),
        ],
        Score = "kept_left_cancelling",
        Question = "Is a circuit called important whose effect another one cancels?",
        Meaning = "The share of it that the importances keep (1: important, 0: not)",
    };

    public Command Create(Terminal terminal)
    {
        var options = new GridOptions(Target);
        var command = new Verb(Target, Description, $"cleave bench {Target} --seeds 3");
        foreach (var option in options.All)
            command.Add(option);
        command.Answers(terminal, (parsed, own) =>
        {
            var variants = Variants.Select(v => ((IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["variant"] = v.Name }, v.Changes));
            var cells = StudyCells.Of(Target, options.BudgetOf(parsed), parsed.GetValue(options.Seeds), variants, options.Changes(parsed));
            return GridStudy.Run(own, options, parsed, cells, results => Report(GridReport.Of(results, "variant")));
        }, savesItsResult: true);
        return command;
    }

    private StudyReport Report(GridReport report)
    {
        report = report with { Title = Title, Answer = StudyAnswers.Variants(report, Question, Score, Meaning), Introduction = [$"Made by `cleave bench {Target}`; not written by hand.", Introduction] };
        return new StudyReport(Target, report, ScoreFigure.Of(report, Score));
    }
}
