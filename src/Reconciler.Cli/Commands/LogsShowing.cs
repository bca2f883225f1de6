using System.Collections.Immutable;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

internal enum LogsKind
{
    Present,
    Previous,
    Failed,
    Ingress,
}

/// <summary>Which logs of an App somebody wants to see.</summary>
internal sealed record LogsWish(LogsKind Kind, PodWish Pods, LogQuery Query, bool IsErrors);

/// <summary>Finds the logs that are wanted and writes them as lines with their pods.</summary>
internal sealed class LogsShowing(CommandHost host, LiveSession session, LiveApp app, bool isQuiet)
{
    /// <summary>How far back a controller's log is searched for lines about one App.</summary>
    private const int SearchedLines = 20_000;

    /// <summary>The same where what comes is of more interest.</summary>
    private const int SearchedBeforeFollowing = 1000;

    private readonly LogView _view = new(session.Cluster, session.Logs, TimeProvider.System);
    private readonly LogLines _lines = new(host, isQuiet);

    public Task<int> RunAsync(LogsWish wish, CancellationToken cancellation) => wish.Kind switch
    {
        LogsKind.Failed => FailedAsync(wish.Query, cancellation),
        LogsKind.Ingress => IngressAsync(wish, cancellation),
        LogsKind.Present or LogsKind.Previous => PodsAsync(wish, cancellation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<int> PodsAsync(LogsWish wish, CancellationToken cancellation)
    {
        if (wish.Pods.Process is { } process && await UnknownAsync(process, cancellation) is { } unknown) return TextDiagnostics.Fail(host, unknown);
        var scope = LogScope.Of(app, wish.Pods, wish.Kind == LogsKind.Previous);
        if (wish.Query.Follows)
        {
            await _view.FollowAsync(scope, wish.Query, Tell, _lines.WriteAsync, cancellation);
            return ExitCode.Done;
        }
        var problem = await _view.ReadAsync(scope, wish.Query, Tell, _lines.WriteAsync, cancellation);
        if (problem is not null && wish.Kind == LogsKind.Previous && problem.Code == LiveCodes.NoLog) problem = problem with { Message = $"no container of {app.Name} has run before its present run", Fix = "without --previous there is what it writes now" };
        return problem is null ? ExitCode.Done : TextDiagnostics.Fail(host, problem);
    }

    /// <summary>Why there is no such process, be it one of a Job; null where there is, also if it has no pods.</summary>
    private async Task<Diagnostic?> UnknownAsync(string process, CancellationToken cancellation)
    {
        var apps = new LiveApps(session.Cluster);
        if (!(await apps.PodsAsync(app, cancellation)).TryGet(out var pods, out var why)) return Answers.Unread($"the pods of {app.Name} can't be listed", why);
        if (!(await apps.ProcessesAsync(app, cancellation)).TryGet(out var processes, out why)) return Answers.Unread($"the processes of {app.Name} can't be listed", why);
        var names = pods.Select(pod => pod.Label(LiveLabels.Component)).OfType<string>().Concat(processes.Select(each => each.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return names.Contains(process) ? null : LiveCodes.ProcessUnknown.At(Origin.None, $"{app.Name} has no process {process}", Spelling.Suggest(process, names) ?? (names.Length == 0 ? null : $"there is {Words.List(names)}"));
    }

    private async Task<int> FailedAsync(LogQuery query, CancellationToken cancellation)
    {
        if (!(await new LiveApps(session.Cluster).PodsAsync(app, cancellation)).TryGet(out var pods, out var why)) return TextDiagnostics.Fail(host, Answers.Unread($"the pods of {app.Name} can't be listed", why));
        if (PodFailure.Last(pods, app.Name) is not { } failure) return TextDiagnostics.Fail(host, LiveCodes.NoLog.At(Origin.None, $"no pod of {app.Name} that is still there has failed", "status shows how it is"));
        if (!isQuiet) await host.Error.WriteLineAsync($"{ObjectKey.Of(failure.Pod).Name} ({failure.Pod.Label(LiveLabels.Component)}): {failure.Why}{(failure.Log is null ? "; it has written nothing" : "")}");
        if (failure.Log is not { } log) return ExitCode.Done;
        return await _view.ReadAsync(LogScope.One(app, log), query, Tell, _lines.WriteAsync, cancellation) is { } problem ? TextDiagnostics.Fail(host, problem) : ExitCode.Done;
    }

    private async Task<int> IngressAsync(LogsWish wish, CancellationToken cancellation)
    {
        var (routes, problem) = await new IngressReader(session.Cluster).RoutesAsync(app, cancellation);
        if (routes is null) return TextDiagnostics.Fail(host, problem!);
        var (pods, missing) = await new IngressReader(session.Cluster).PodsAsync(app, routes, cancellation);
        if (pods.IsEmpty) return TextDiagnostics.Fail(host, missing!);
        var scope = LogScope.OfController(routes.Controller!);
        bool IsWanted(MarkedLine line) => routes.IsAbout(line.Line.Text) && (!wish.IsErrors || AppRoutes.IsError(line.Line.Text));
        var searched = wish.Query with { Tail = wish.Query.Follows ? SearchedBeforeFollowing : SearchedLines };
        if (wish.Query.Follows)
        {
            await _view.FollowAsync(scope, searched, Tell, line => IsWanted(line) ? _lines.WriteAsync(line) : Task.CompletedTask, cancellation);
            return ExitCode.Done;
        }
        var last = ImmutableQueue<MarkedLine>.Empty;
        var count = 0;
        problem = await _view.ReadAsync(scope, searched, Tell, line =>
        {
            if (!IsWanted(line)) return Task.CompletedTask;
            last = last.Enqueue(line);
            if (wish.Query.Tail is { } tail && ++count > tail) last = last.Dequeue();
            return Task.CompletedTask;
        }, cancellation);
        if (problem is not null) return TextDiagnostics.Fail(host, problem);
        foreach (var line in last) await _lines.WriteAsync(line);
        if (last.IsEmpty && !isQuiet) await host.Error.WriteLineAsync($"{routes.Controller!.Name} has written nothing about {Words.List(routes.Domains)}");
        return ExitCode.Done;
    }

    private void Tell(Diagnostic problem) => TextDiagnostics.Write(host.Error, problem, "");
}
