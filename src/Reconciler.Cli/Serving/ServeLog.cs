using System.Globalization;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Serving;

/// <summary>
/// What the controller does, told on stderr: lines for people on a terminal, JSON elsewhere. It follows the controller's news, which
/// have no secret values.
/// </summary>
internal sealed class ServeLog(CommandHost host, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Who applies: the pod where there is one, and this process for sure.</summary>
    public static Applier Applier(CommandHost host) =>
        new(ServePeers.HolderOf(host.Variable("POD_NAME") is { Length: > 0 } pod ? pod : PlanRun.Applier.Holder), ProductVersion.Text, TimeProvider.System);

    public void Broken(EnvironmentLoop loop, Exception problem) =>
        Write("error", loop.State.Environment ?? loop.State.Id, $"this is a bug of ours: {problem.GetType().Name}: {problem.Message}", problem.StackTrace);

    /// <summary>Tells the news until it is cancelled.</summary>
    public async Task FollowAsync(Controller controller, CancellationToken cancellation)
    {
        try
        {
            var phases = new Dictionary<string, string>(StringComparer.Ordinal);
            await foreach (var entry in controller.Log.ReadAsync(0, cancellation))
            {
                if (entry is not LogEntry.Happened { Event: var happened }) continue;
                var (level, text) = happened.News switch
                {
                    ControlNews.StateChanged changed => (changed.State.Phase is ControlPhase.Failed or ControlPhase.Refused or ControlPhase.Unreachable or ControlPhase.Unreadable ? "warning" : "info", Phase(changed.State)),
                    ControlNews.RunHappened run => Line(run.Event),
                    _ => ("", ""),
                };
                if (text.Length == 0 || (happened.News is ControlNews.StateChanged && phases.GetValueOrDefault(happened.Environment) == text)) continue;
                if (happened.News is ControlNews.StateChanged state) phases[happened.Environment] = text;
                Write(level, controller.Environments.FirstOrDefault(loop => loop.State.Id == happened.Environment)?.State.Environment ?? happened.Environment, text);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // the controller ends
        }
    }

    private static string Phase(EnvironmentState state) => string.Create(CultureInfo.InvariantCulture,
        $"{state.Phase.ToString().ToLowerInvariant()}{(state.Wanted?.Commit is { } commit ? $" at {commit[..7]}" : "")}{(state.Message.Length > 0 ? $": {state.Message}" : "")}{string.Concat(state.Problems.Take(3).Select(problem => $"; {problem}"))}");

    private static (string Level, string Text) Line(RunEvent happened) => happened switch
    {
        RunEvent.Started started => ("info", string.Create(CultureInfo.InvariantCulture, $"applying plan {started.PlanHash}: {started.Writes} to write")),
        RunEvent.Written written => ("info", $"{written.Action.ToString().ToLowerInvariant()} {written.Key}"),
        RunEvent.Deleted deleted => ("info", $"deleted {deleted.Key}"),
        RunEvent.Told told => ("info", $"{told.Key}: {told.Message}"),
        RunEvent.Logged { Lines.IsEmpty: false } logged => ("info", $"the log of {logged.Key}: {string.Join(" | ", logged.Lines)}"),
        RunEvent.Held held => ("warning", held.Why.ToString()),
        RunEvent.ObjectFailed failed => ("error", string.Join("; ", failed.Why)),
        RunEvent.LaneEnded { Outcome: not LaneOutcome.Done } lane => ("warning", $"{lane.Lane.Title}: {lane.Outcome.ToString().ToLowerInvariant()}{(lane.Message.Length > 0 ? $": {lane.Message}" : "")}"),
        RunEvent.Noted noted => ("info", noted.Note.ToString()),
        _ => ("", ""),
    };

    private void Write(string level, string environment, string text, string? details = null)
    {
        var now = time.GetUtcNow();
        var line = host.IsErrorTerminal
            ? $"{now.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {environment}: {text}{(details is null ? "" : $"\n{details}")}"
            : CanonicalJson.WriteOrdered(new MapBuilder { ["time"] = DocumentTime.Of(now), ["level"] = level, ["environment"] = environment, ["message"] = text, ["details"] = details }.ToMap(), indented: false);
        lock (_gate) host.Error.WriteLine(line);
    }
}
