using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>How a command that somebody looked on ended.</summary>
public abstract record RunOutcome
{
    private RunOutcome() { }

    public sealed record Ended(int Code) : RunOutcome;

    /// <summary>It never ran, or nobody knows how it ended.</summary>
    public sealed record Lost(Diagnostic Problem) : RunOutcome;
}

/// <summary>
/// Follows a run to its end: waits for its pod, joins the command that the pod runs with whoever looks on, and finds out how it ended. The
/// command is the container's own, so looking on never starts it a second time.
/// </summary>
public sealed class RunFollower(ICluster cluster, IPodLogs logs, IPodCommands commands, TimeProvider time)
{
    public async Task<RunOutcome> FollowAsync(OneOffRun run, NearEnd near, CancellationToken cancellation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var (pod, problem) = await new RunStart(cluster, time).WaitAsync(run, seen, near.Tell, cancellation);
            if (pod is null) return new RunOutcome.Lost(problem!);
            seen.Add(Uid(pod));
            var broken = near.IsTerminal ? await JoinTerminalAsync(run, pod, near, cancellation) : await JoinAsync(run, pod, near, cancellation);
            var outcome = broken is null ? await EndAsync(run, pod, cancellation) : new RunOutcome.Lost(broken);
            // a CronJob may say that a failed command is tried again
            if (outcome is RunOutcome.Ended { Code: 0 } || seen.Count > run.Retries) return outcome;
        }
    }

    /// <summary>Starts a command in the pod of a run that only waits for it.</summary>
    public async Task<RunOutcome> ExecuteAsync(OneOffRun run, ImmutableArray<string> words, NearEnd near, CancellationToken cancellation)
    {
        var (pod, problem) = await new RunStart(cluster, time).WaitAsync(run, ImmutableHashSet<string>.Empty, near.Tell, cancellation);
        return pod is null ? new RunOutcome.Lost(problem!) : await new PodExecution(commands).RunAsync(ObjectKey.Of(pod), run.Container, words, near, cancellation);
    }

    internal static string Uid(MapNode pod) => pod.Map("metadata").Text("uid")?.Value ?? "";

    /// <summary>Its log from the first line on, and input beside it where there is some.</summary>
    private async Task<Diagnostic?> JoinAsync(OneOffRun run, MapNode pod, NearEnd near, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var input = near.Input is null ? Task.CompletedTask : FeedAsync(run, ObjectKey.Of(pod), near, ended.Token);
        Diagnostic? broken = null;
        try
        {
            var query = new LogQuery { Container = run.Container, Follows = true };
            await foreach (var line in new LogReader(cluster, logs, time).ReadAsync(ObjectKey.Of(pod), query, why => broken = why, cancellation))
                await near.OutAsync(Encoding.UTF8.GetBytes(line.Text + "\n"));
        }
        finally
        {
            await ended.CancelAsync();
            await input;
        }
        // the command goes on without its log; only how it ends counts then
        if (broken is not null) near.Tell(broken.Message);
        return null;
    }

    private async Task FeedAsync(OneOffRun run, ObjectKey pod, NearEnd near, CancellationToken cancellation)
    {
        try
        {
            var answer = await commands.AttachAsync(pod, new ExecRequest([]) { Container = run.Container, HasInput = true, HasOutput = false }, cancellation);
            // a command that has ended by now wanted none
            if (!answer.TryGet(out var command, out _)) return;
            // closing the connection ends the input too, where the cluster knows no other way
            using (command)
                if (await CommandPipe.SendAsync(command, near.Input, cancellation))
                    await foreach (var _ in command.EventsAsync(cancellation)) { }
        }
        catch (OperationCanceledException)
        {
            // the command has ended, or nobody looks on any more
        }
    }

    /// <summary>Everything that it writes, what it wrote before there was a connection included.</summary>
    private async Task<Diagnostic?> JoinTerminalAsync(OneOffRun run, MapNode pod, NearEnd near, CancellationToken cancellation)
    {
        var key = ObjectKey.Of(pod);
        var answer = await commands.AttachAsync(key, new ExecRequest([]) { Container = run.Container, HasInput = near.Input is not null, IsTerminal = true }, cancellation);
        if (!answer.TryGet(out var command, out _))
        {
            // too late: it has ended, and its log has all of it
            await near.OutAsync(Encoding.UTF8.GetBytes(TerminalText(await LogAsync(run, key, cancellation))));
            return null;
        }
        using (command)
        using (near.HandOver())
        {
            using var held = new HeldOutput(near.OutAsync);
            var running = CommandPipe.RunAsync(command, near with { OutAsync = held.WriteAsync }, cancellation);
            var log = await LogAsync(run, key, cancellation);
            await held.ReleaseAsync(connected => TerminalText(EarlierOutput.Of(log, connected)));
            if (await running is not ExecEvent.Failed failed) return null;
            var still = await cluster.GetAsync(new ObjectAddress(KubeResource.Pods, key.Namespace, key.Name), cancellation);
            return still.TryGet(out var body, out _) && PodStage.Of(body, run.Container) is PodStage.Running
                ? LiveCodes.CommandLost.At(Origin.None, $"the connection to the command broke: {failed.Error.Message}")
                : null;
        }
    }

    private async Task<string> LogAsync(OneOffRun run, ObjectKey pod, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        await foreach (var line in new LogReader(cluster, logs, time).ReadAsync(pod, new LogQuery { Container = run.Container }, _ => { }, cancellation))
            text.Append(line.Text).Append('\n');
        return text.ToString();
    }

    private static string TerminalText(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private async Task<RunOutcome> EndAsync(OneOffRun run, MapNode pod, CancellationToken cancellation)
    {
        var key = ObjectKey.Of(pod);
        await foreach (var happened in cluster.WatchAsync(new WatchRequest(KubeResource.Pods) { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" }, cancellation))
        {
            var body = happened switch
            {
                WatchEvent.Listed { Items: [var only, ..] } => only,
                WatchEvent.Changed changed => changed.Body,
                _ => null,
            };
            if (happened is WatchEvent.Deleted or WatchEvent.Listed { Items.IsEmpty: true }) break;
            if (body is null) continue;
            switch (PodStage.Of(body, run.Container))
            {
                case PodStage.Ended ended:
                    return new RunOutcome.Ended(ended.Code);
                case PodStage.Failed failed:
                    return new RunOutcome.Lost(LiveCodes.CommandLost.At(Origin.None, $"the pod {key.Name} ended before its command did: {failed.Problem}"));
            }
        }
        return new RunOutcome.Lost(LiveCodes.CommandLost.At(Origin.None, $"the pod {key.Name} was deleted while its command ran"));
    }
}
