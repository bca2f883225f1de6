using Reconciler.Diagnostics;
using Reconciler.Engine.Running;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>Waits until the pod of a run runs its command, says what that waits for, and gives up where waiting mends nothing.</summary>
internal sealed class RunStart(ICluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    private string? _reason;

    /// <summary>The next pod of the run, whose command has begun or is over by now; those that were followed already are passed over.</summary>
    public async Task<(MapNode? Pod, Diagnostic? Problem)> WaitAsync(OneOffRun run, IReadOnlySet<string> seen, Action<string> tell, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var looking = LookAsync(run, tell, limit.Token);
        try
        {
            return await NextAsync(run, seen, tell, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, NotStarted(run, _reason ?? "its pod does not start within five minutes"));
        }
        finally
        {
            await limit.CancelAsync();
            await looking;
        }
    }

    private async Task<(MapNode? Pod, Diagnostic? Problem)> NextAsync(OneOffRun run, IReadOnlySet<string> seen, Action<string> tell, CancellationToken cancellation)
    {
        var request = new WatchRequest(KubeResource.Pods) { Namespace = run.Job.Namespace, LabelSelector = $"{LiveLabels.Run}={run.Id}" };
        await foreach (var happened in cluster.WatchAsync(request, cancellation))
        {
            MapNode[] pods = happened switch
            {
                WatchEvent.Listed listed => [.. listed.Items],
                WatchEvent.Changed changed => [changed.Body],
                _ => [],
            };
            foreach (var pod in pods.Where(pod => !seen.Contains(RunFollower.Uid(pod))))
            {
                switch (PodStage.Of(pod, run.Container))
                {
                    case PodStage.Running or PodStage.Ended:
                        return (pod, null);
                    case PodStage.Failed failed:
                        return (null, NotStarted(run, failed.Problem));
                    case PodStage.Waiting { Problem: { } problem } waiting:
                        if (waiting.IsHopeless) return (null, NotStarted(run, problem));
                        Tell(problem, tell);
                        break;
                }
            }
        }
        throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>Pods that are never made, and volumes that can't be mounted, show in events only.</summary>
    private async Task LookAsync(OneOffRun run, Action<string> tell, CancellationToken cancellation)
    {
        using var pods = new PodReader(cluster);
        try
        {
            while (true)
            {
                await Task.Delay(Look, time, cancellation);
                var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Jobs, run.Job.Namespace, run.Job.Name), cancellation);
                if (answer.TryGet(out var job, out _) && await pods.WhyAsync(job, cancellation) is { } reason) Tell(reason, tell);
            }
        }
        catch (OperationCanceledException)
        {
            // it has started, or nobody waits any more
        }
    }

    private void Tell(string reason, Action<string> tell)
    {
        if (Interlocked.Exchange(ref _reason, reason) != reason) tell(LiveCodes.StartsSlowly.At(Origin.None, $"not started yet: {reason}").ToString());
    }

    private static Diagnostic NotStarted(OneOffRun run, string why) => LiveCodes.NotStarted.At(Origin.None, $"the command of {run.Job.Name} can't be started: {why}");
}
