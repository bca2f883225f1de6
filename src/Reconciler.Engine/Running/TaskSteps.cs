using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// The tasks of one stage of a lane, one after the other: each is made where it is not there, waited for, and its last lines told. The
/// first that fails ends it.
/// </summary>
internal sealed class TaskSteps(Lane lane, RunTools tools)
{
    private const int LinesShown = 100;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(10);

    private readonly HashSet<ObjectKey> _finished = [];

    public IReadOnlyCollection<ObjectKey> Finished => _finished;

    public async Task<LaneOutcome> RunAsync(IEnumerable<Change> tasks, Func<Change, Task<WriteResult>> write, CancellationToken stop, CancellationToken abort)
    {
        foreach (var task in tasks.OrderBy(task => TaskJobs.NumberOf(task.Key)))
        {
            if (IsDone(task)) continue;
            if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
            if (await RunAsync(task, write, stop, abort) is not LaneOutcome.Done and var outcome) return outcome;
        }
        return LaneOutcome.Done;
    }

    /// <summary>Whether it ran to its end before, there or not; one after the deploy that failed has been told of.</summary>
    private static bool IsDone(Change task) =>
        task.Action == ChangeAction.Keep && (task.Live is null || HealthRules.IsFinished(task.Live.Body) || (TaskJobs.StageOf(task.Desired!.Body) == Stage.After && TaskJobs.HasFailed(task.Live.Body)));

    private async Task<LaneOutcome> RunAsync(Change task, Func<Change, Task<WriteResult>> write, CancellationToken stop, CancellationToken abort)
    {
        LiveObject? live = null;
        if (task.Action != ChangeAction.Keep)
        {
            switch (await write(task))
            {
                case WriteResult.Written written:
                    live = written.Live;
                    break;
                case WriteResult.Unfinished:
                    return LaneOutcome.Interrupted;
                default:
                    return LaneOutcome.Failed;
            }
        }
        var wait = new HealthWait(lane, task, live, tools) { Patience = PatienceOf(task.Desired!.Body) };
        var isDone = await wait.RunAsync(stop, abort);
        if (wait.HasFinished) _finished.Add(task.Key);
        if (stop.IsCancellationRequested && !isDone) return LaneOutcome.Interrupted;
        await TellLogAsync(task, abort);
        if (!isDone) tools.Emit(new RunEvent.ObjectFailed(lane, task.Key, [DeployCodes.TaskFailed.At(task.Place, $"the task {task.Key.Name} failed{(TaskJobs.StageOf(task.Desired.Body) == Stage.Before ? ", so nothing was replaced" : "; everything else is in place")}")]));
        return isDone ? LaneOutcome.Done : LaneOutcome.Failed;
    }

    /// <summary>As long as the Job itself may take, and a moment for its status to say so.</summary>
    private static TimeSpan PatienceOf(MapNode job) => (job.Map("spec").Int("activeDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds.Value) : LongestRun) + Slack;

    /// <summary>What can't be read is left out: the log is a help, and nothing depends on it.</summary>
    private async Task TellLogAsync(Change task, CancellationToken abort)
    {
        using var patience = new CancellationTokenSource(LogPatience, tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort, patience.Token);
        try
        {
            var request = new ListRequest(KubeResource.Pods) { Namespace = task.Key.Namespace, LabelSelector = $"job-name={task.Key.Name}" };
            if (!(await tools.Cluster.ListAsync(request, limit.Token)).TryGet(out var pods, out _) || pods.Items.Select(pod => new LiveObject(pod)).MaxBy(pod => pod.Created, StringComparer.Ordinal) is not { } pod) return;
            var query = new LogQuery { Tail = LinesShown, Container = pod.Body.Map("spec").Maps("containers").FirstOrDefault().Text("name")?.Value };
            if (!(await tools.Cluster.LogAsync(pod.Key, query, limit.Token)).TryGet(out var log, out _)) return;
            var lines = ImmutableArray.CreateBuilder<string>();
            await foreach (var line in log.WithCancellation(limit.Token)) lines.Add(line);
            tools.Emit(new RunEvent.Logged(lane, task.Key, lines.ToImmutable()));
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException or HttpRequestException)
        {
            // the run goes on without it
        }
    }
}
