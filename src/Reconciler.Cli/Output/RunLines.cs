using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>A run as plain lines, as they come; and the fold of its events.</summary>
internal sealed class RunLines(TextWriter output, string prefix, bool isQuiet)
{
    public RunStatus Status { get; private set; } = new();

    public void Show(RunEvent happened)
    {
        Status = Status.With(happened);
        if (Line(happened) is { } line) output.WriteLine(line);
        foreach (var problem in Problems(happened)) TextDiagnostics.Write(output, problem, prefix);
    }

    private string? Line(RunEvent happened) => isQuiet ? null : happened switch
    {
        RunEvent.Written written => $"{Title(written.Lane)}: {Word(written.Action)} {written.Key.Kind} {written.Key.Name}",
        RunEvent.Deleted deleted => $"{Title(deleted.Lane)}: deleted {deleted.Key.Kind} {deleted.Key.Name}",
        RunEvent.Waiting waiting => $"{Title(waiting.Lane)}: {waiting.Key.Kind} {waiting.Key.Name}: {waiting.Message}",
        RunEvent.Healthy healthy => $"{Title(healthy.Lane)}: {healthy.Key.Kind} {healthy.Key.Name} is healthy",
        RunEvent.LaneEnded { Outcome: not LaneOutcome.Done } ended => $"{Title(ended.Lane)}: {ended.Outcome.ToString().ToLowerInvariant()}{(ended.Message.Length == 0 ? "" : $", {ended.Message}")}",
        _ => null,
    };

    private static ImmutableArray<Diagnostic> Problems(RunEvent happened) => happened switch
    {
        RunEvent.ObjectFailed failed => failed.Why,
        RunEvent.Held held => [held.Why],
        RunEvent.Noted noted => [noted.Note],
        _ => [],
    };

    private static string Title(Lane lane) => lane.Title.StartsWith("App/", StringComparison.Ordinal) ? lane.Title[4..] : lane.Title;

    private static string Word(ChangeAction action) => action switch
    {
        ChangeAction.Create or ChangeAction.Deferred or ChangeAction.Terminating => "created",
        ChangeAction.Adopt => "adopted",
        ChangeAction.Replace => "replaced",
        ChangeAction.Orphan => "gave up",
        ChangeAction.Transfer => "transferred",
        _ => "updated",
    };
}
