using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>
/// What is printed of a run's events as plain lines. Beside a live screen only what lasts is: how each lane ended, and every problem in
/// full.
/// </summary>
internal sealed class RunLines(string prefix, bool isQuiet, bool isVerbose)
{
    /// <summary>The lines of an event, each with its end; empty for most where the screen shows them.</summary>
    public string Of(RunEvent happened, RunStatus status, bool isLive)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var line = isQuiet ? null : isLive && !isVerbose && happened is not (RunEvent.LaneEnded or RunEvent.Told or RunEvent.Logged) ? null : Line(happened, status, isLive);
        if (line is not null) text.WriteLine(line);
        foreach (var problem in Problems(happened)) TextDiagnostics.Write(text, problem, prefix, isVerbose);
        return text.ToString();
    }

    private static string? Line(RunEvent happened, RunStatus status, bool isLive) => happened switch
    {
        RunEvent.Written written => $"{written.Lane.Name}: {Word(written.Action)} {written.Key.Kind} {written.Key.Name}",
        RunEvent.Deleted deleted => $"{deleted.Lane.Name}: deleted {deleted.Key.Kind} {deleted.Key.Name}",
        RunEvent.Waiting waiting => $"{waiting.Lane.Name}: {waiting.Key.Kind} {waiting.Key.Name}: {waiting.Message}",
        RunEvent.Told told => $"{told.Lane.Name}: {told.Key.Kind} {told.Key.Name}: {told.Message}",
        RunEvent.Logged { Lines.IsEmpty: false } logged => $"{logged.Lane.Name}: the log of {logged.Key.Kind} {logged.Key.Name}\n{string.Join('\n', logged.Lines.Select(line => $"  | {line}"))}",
        RunEvent.Healthy healthy => $"{healthy.Lane.Name}: {healthy.Key.Kind} {healthy.Key.Name} is healthy",
        RunEvent.Unfinished { IsUnknown: true } unknown => $"{unknown.Lane.Name}: {unknown.Key.Kind} {unknown.Key.Name}: the request was cut off, and may have been carried out",
        RunEvent.LaneEnded { Outcome: LaneOutcome.Done } ended => isLive && status.Lanes.GetValueOrDefault(ended.Lane.Id) is { Writes: > 0 } lane ? $"✓ {ended.Lane.Name}: {Counts(lane)}" : null,
        RunEvent.LaneEnded ended => $"{(isLive ? "✗ " : "")}{ended.Lane.Name}: {ended.Outcome.ToString().ToLowerInvariant()}{(ended.Message.Length == 0 ? "" : $", {ended.Message}")}",
        _ => null,
    };

    /// <summary>"3 written, 1 deleted in 2.1 s".</summary>
    private static string Counts(LaneStatus lane)
    {
        var counts = lane.Deleted == 0 ? $"{lane.Written} written" : lane.Written == 0 ? $"{lane.Deleted} deleted" : $"{lane.Written} written, {lane.Deleted} deleted";
        return string.Create(CultureInfo.InvariantCulture, $"{counts} in {((lane.EndedAt ?? lane.Began) - lane.Began)?.TotalSeconds:0.0} s");
    }

    private ImmutableArray<Diagnostic> Problems(RunEvent happened) => happened switch
    {
        RunEvent.ObjectFailed failed => failed.Why,
        RunEvent.Held held => [held.Why],
        RunEvent.Noted { Note.Severity: Severity.Note } when !isVerbose => [],
        RunEvent.Noted noted => [noted.Note],
        _ => [],
    };

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
