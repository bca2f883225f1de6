using Reconciler.Diagnostics;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Live;

/// <summary>What a run has written up to now, from each of its pods.</summary>
public sealed class RunLog(ICluster cluster, IPodLogs logs, TimeProvider time)
{
    /// <summary>Null, or why there is nothing to be shown.</summary>
    public async Task<Diagnostic?> ReadAsync(OneOffRun run, Action<Diagnostic> broken, Func<string, Task> write, CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Pods) { Namespace = run.Job.Namespace, LabelSelector = $"{LiveLabels.Run}={run.Id}" };
        if (!(await cluster.ListAsync(request, cancellation)).TryGet(out var pods, out var why)) return Answers.Unread($"the pods of {run.Job.Name} can't be listed", why);
        if (pods.Items.IsEmpty) return LiveCodes.NoLog.At(Origin.None, $"{run.Job.Name} has no pod");
        foreach (var pod in pods.Items.OrderBy(pod => pod.Map("metadata").Text("creationTimestamp")?.Value, StringComparer.Ordinal))
        {
            if (PodStage.Of(pod, run.Container) is PodStage.Waiting or PodStage.Failed && PodProblems.Of([pod]) is { } problem)
                return LiveCodes.NoLog.At(Origin.None, $"{run.Job.Name} has written nothing: {problem}");
            await foreach (var line in new LogReader(cluster, logs, time).ReadAsync(ObjectKey.Of(pod), new LogQuery { Container = run.Container }, broken, cancellation)) await write(line.Text);
        }
        return null;
    }
}
