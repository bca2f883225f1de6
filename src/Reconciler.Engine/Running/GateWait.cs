using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// Asks every new pod of a workload until each has passed, or the gate's time is up. What the pods answered last is told, whichever way
/// it ends; a pod that can't be asked has not passed.
/// </summary>
internal sealed class GateWait(Lane lane, HealthGate gate, RunTools tools)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The workloads that the gate asks, with the question for their pods.</summary>
    public IEnumerable<(Change Workload, PodQuestion Question)> Asked(IEnumerable<Change> workloads) =>
        from change in workloads
        where change.Desired is not null && change.Key is { Group: "apps", Kind: "Deployment" }
        let question = gate.About(change.Desired!.Body)
        where question is not null
        select (change, question);

    public async Task<LaneOutcome> RunAsync(IEnumerable<Change> workloads, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(gate.Timeout, tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        var passed = await Task.WhenAll(Asked(workloads).Select(asked => PassAsync(asked.Workload, asked.Question, limit.Token, stop)));
        return passed.All(isPassed => isPassed) ? LaneOutcome.Done : stop.IsCancellationRequested ? LaneOutcome.Interrupted : LaneOutcome.Failed;
    }

    private async Task<bool> PassAsync(Change workload, PodQuestion question, CancellationToken limit, CancellationToken stop)
    {
        var (passed, told) = (new HashSet<string>(StringComparer.Ordinal), "no pod was asked");
        try
        {
            while (true)
            {
                var (count, why) = await RoundAsync(workload, question, passed, limit);
                if (why is null)
                {
                    // of a stopped App there is nobody to ask
                    if (count > 0) tools.Emit(new RunEvent.Told(lane, workload.Key, string.Create(CultureInfo.InvariantCulture, $"the health gate is passed by {count} {(count == 1 ? "pod" : "pods")}")));
                    return true;
                }
                if (why != told) tools.Emit(new RunEvent.Waiting(lane, workload.Key, $"health gate: {told = why}"));
                await Task.Delay(Pause, tools.Time, limit);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (stop.IsCancellationRequested) tools.Emit(new RunEvent.Unfinished(lane, workload.Key, IsUnknown: false));
            else tools.Emit(new RunEvent.ObjectFailed(lane, workload.Key, [DeployCodes.GateFailed.At(workload.Place, string.Create(CultureInfo.InvariantCulture, $"{workload.Key} has not passed the health gate after {gate.Timeout.TotalSeconds:0.#}s: {told}"))]));
            return false;
        }
    }

    /// <summary>Asks all pods that have not passed yet; how many there are, and what speaks against the first that does not pass.</summary>
    private async Task<(int Count, string? Why)> RoundAsync(Change workload, PodQuestion question, HashSet<string> passed, CancellationToken limit)
    {
        if (!(await tools.Pods.OfAsync(workload.Desired!.Body, limit)).TryGet(out var pods, out var unlisted)) return (0, $"its pods can't be listed: {unlisted}");
        if (pods.Length == 0 && workload.Desired.Body.Map("spec").Int("replicas") is { Value: > 0 }) return (0, "it has no pods yet");
        var open = pods.Where(pod => !passed.Contains(pod.Uid)).ToList();
        var answers = await Bounded.SelectAsync(open, (pod, stop) => AskAsync(question with { Pod = pod.Key }, stop), limit);
        foreach (var (pod, why) in open.Zip(answers))
            if (why is null) passed.Add(pod.Uid);
        var first = open.Zip(answers).FirstOrDefault(answer => answer.Second is not null);
        return first.Second is null ? (pods.Length, null) : (pods.Length, string.Create(CultureInfo.InvariantCulture, $"{pods.Length - answers.Count(why => why is not null)} of {pods.Length} pods passed; {first.First.Key.Name}: {first.Second}"));
    }

    private async Task<string?> AskAsync(PodQuestion question, CancellationToken limit)
    {
        using var patience = new CancellationTokenSource(gate.RequestTimeout, tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, patience.Token);
        try
        {
            var answer = await tools.Cluster.AskPodAsync(question, either.Token);
            return answer.TryGet(out var said, out var error) ? gate.WhyNot(said) : $"it can't be asked: {error}";
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !limit.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it didn't answer within {gate.RequestTimeout.TotalSeconds:0.#}s");
        }
    }
}
