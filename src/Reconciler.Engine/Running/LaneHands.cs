using System.Diagnostics;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Routers;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// Writes and deletes single objects of a lane, each when its turn has come, tells what came of it, and knows afterwards what the lane
/// has. What order they come in is the lane's.
/// </summary>
internal sealed class LaneHands(Lane lane, LaneShape shape, RunTools tools)
{
    /// <summary>How long a kind of the run is waited for where nothing else is.</summary>
    private static readonly TimeSpan NoPatience = TimeSpan.FromSeconds(10);

    private readonly List<LiveObject> _written = [];
    private readonly Dictionary<ObjectKey, LiveObject> _idle = [];
    private volatile bool _isTouched;

    public LaneShape Shape => shape;

    /// <summary>What was written, each object as it was last.</summary>
    public IReadOnlyList<LiveObject> Written => _written;

    /// <summary>Whether anything was written or deleted, or may have been.</summary>
    public bool IsTouched => _isTouched;

    /// <summary>Whether a workload was made without pods, and waits for the switch.</summary>
    public bool IsIdle(Change change) => _idle.ContainsKey(change.Key);

    public Task<WriteResult> WriteAsync(Change change, CancellationToken stop, CancellationToken abort) =>
        shape.StartsIdle(change) && !IsIdle(change) ? IdleAsync(change, stop, abort) : DoAsync(change, () => ApplyAsync(change, stop, abort), stop, abort);

    public Task<WriteResult> RemoveAsync(Change change, CancellationToken stop, CancellationToken abort) => DoAsync(change, () => DeleteAsync(change, stop, abort), stop, abort);

    /// <summary>Starts a workload that was made without pods.</summary>
    public Task<WriteResult> WakeAsync(Change change, CancellationToken stop, CancellationToken abort) => DoAsync(change, () => StartAsync(change, stop, abort), stop, abort);

    /// <summary>Makes a workload without pods, or leaves one so that an earlier run has made.</summary>
    private async Task<WriteResult> IdleAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        if (change.Live is { } live)
        {
            lock (_idle) _idle[change.Key] = live;
            return new WriteResult.Written(live);
        }
        var none = new InitialField(Workloads.Replicas, ScalarNode.Of(0));
        var desired = change.Desired!;
        var isOurs = Workloads.Replicas.Read(desired.Body) is not null;
        var idle = change with { Mark = null, Desired = isOurs ? desired with { Body = none.Path.With(desired.Body, none.Value!) } : desired with { Initial = [.. desired.Initial.Where(field => field.Path != none.Path), none] } };
        var result = await DoAsync(idle, () => ApplyAsync(idle, stop, abort), stop, abort, isTold: false);
        if (result is not WriteResult.Written made) return result;
        lock (_idle) _idle[change.Key] = made.Live;
        tools.Emit(new RunEvent.Told(lane, change.Key, "made, and starts when the old version has stopped getting requests"));
        return result;
    }

    private async Task<WriteResult> StartAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        var (resource, unserved) = await KindAsync(change, stop, abort);
        if (resource is null) return unserved!;
        var live = _idle[change.Key];
        if (Workloads.Replicas.Read(change.Desired!.Body) is not null) return await tools.Writer.WriteAsync(resource, change with { Live = live, Action = ChangeAction.Update, Mark = null, IsForced = false }, abort);
        var count = change.Desired.Initial.FirstOrDefault(field => field.Path == Workloads.Replicas)?.Value is ScalarNode { Value: var text } ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
        return await tools.Writer.ScaleAsync(resource, change, live, Math.Max(1, count), abort);
    }

    /// <summary>Does one thing when its turn has come, and tells what came of it; after a stop nothing has a turn any more.</summary>
    private async Task<WriteResult> DoAsync(Change change, Func<Task<WriteResult>> action, CancellationToken stop, CancellationToken abort, bool isTold = true)
    {
        var hasBegun = false;
        WriteResult result;
        try
        {
            result = await tools.Requests.RunAsync(
                () =>
                {
                    stop.ThrowIfCancellationRequested();
                    hasBegun = true;
                    return action();
                },
                stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            result = new WriteResult.Unfinished(IsUnknown: hasBegun);
        }
        Tell(change, result, isTold);
        return result;
    }

    private async Task<WriteResult> ApplyAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        if (Frontend.Is(change.Key)) return await tools.Frontends.WriteAsync(change, abort);
        var (resource, unserved) = await KindAsync(change, stop, abort);
        if (resource is null) return unserved!;
        if (change.Action is ChangeAction.Replace or ChangeAction.Terminating)
        {
            var removed = await tools.Remover.RemoveAsync(resource, change, Patience(change, stop), abort);
            if (removed is not WriteResult.Left) return removed;
            // what was deleted to be made again is made again, also after a stop
            _isTouched = true;
            change = change with { Live = null, Mark = null, Action = ChangeAction.Create };
        }
        return await tools.Writer.WriteAsync(resource, change, abort);
    }

    private async Task<WriteResult> DeleteAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        if (Frontend.Is(change.Key)) return await tools.Frontends.RemoveAsync(change, abort);
        return await tools.Kinds.FindAsync(change.Live!.ApiVersion, change.Key, abort) switch
        {
            KindLookup.Served { Resource: var resource } => await DeleteAsync(resource, change, stop, abort),
            // a kind that complete discovery doesn't have is gone with all its objects
            KindLookup.NotServed => new WriteResult.Left(),
            KindLookup.Unknown { Why: var why } => new WriteResult.Failed([Answers.ExplainDeletion(change.Key, why)]),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A version leaves without pods, and may stay so.</summary>
    private async Task<WriteResult> DeleteAsync(KubeResource resource, Change change, CancellationToken stop, CancellationToken abort)
    {
        if (!shape.Leaving.Contains(change)) return await tools.Remover.RemoveAsync(resource, change, Patience(change, stop), abort);
        var (empty, why) = await new VersionRetirement(lane, shape, tools).EmptyAsync(resource, change, stop, abort);
        return why ?? (empty.Rests ? new WriteResult.Written(empty.Live!) : await tools.Remover.RemoveAsync(resource, empty, Patience(empty, stop), abort));
    }

    /// <summary>The kind of what is to be written, or why that can't be. What brings it in this run has the lane's time for it.</summary>
    private async Task<(KubeResource? Resource, WriteResult? Why)> KindAsync(Change change, CancellationToken stop, CancellationToken abort)
    {
        var desired = change.Desired!;
        if (change.Action != ChangeAction.Deferred)
        {
            return await tools.Kinds.FindAsync(desired.ApiVersion, change.Key, abort) switch
            {
                KindLookup.Served { Resource: var resource } => (resource, null),
                KindLookup.Unknown { Why: var why } => (null, new WriteResult.Failed(Answers.Explain(desired, why))),
                _ => (null, new WriteResult.Failed(Answers.Explain(desired, new KubeError.KindNotServed { Subject = change.Key.ToString(), Message = "the kind is not served" }))),
            };
        }
        var patience = tools.Options.Waits ? tools.Options.PatienceOf(lane) : NoPatience;
        using var deadline = new CancellationTokenSource(patience, tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, abort, deadline.Token);
        var message = $"the kind {change.Key.GroupKind} is not served";
        try
        {
            KubeResource? found = null;
            await tools.Requests.AsideAsync(async () => found = await tools.Kinds.WaitForAsync(desired, told => tools.Emit(new RunEvent.Waiting(lane, change.Key, message = told)), limit.Token));
            return (found, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (stop.IsCancellationRequested || abort.IsCancellationRequested) return (null, new WriteResult.Unfinished(IsUnknown: false));
            return (null, new WriteResult.Failed([RunCodes.KindTooSlow.At(change.Place, $"{change.Key} can't be made: after {(int)patience.TotalSeconds}s {message}")]));
        }
    }

    private RemovalPatience Patience(Change change, CancellationToken stop) =>
        new(tools.Options.PatienceOf(lane), tools, message => tools.Emit(new RunEvent.Waiting(lane, change.Key, message)), stop);

    private void Tell(Change change, WriteResult result, bool isTold)
    {
        _isTouched |= result is WriteResult.Written or WriteResult.Left or WriteResult.Unfinished { IsUnknown: true };
        switch (result)
        {
            case WriteResult.Written written:
                lock (_written)
                {
                    _written.RemoveAll(before => before.Key == written.Live.Key);
                    _written.Add(written.Live);
                }
                if (isTold && change.Action != ChangeAction.Keep) tools.Emit(new RunEvent.Written(lane, change.Key, change.Action));
                break;
            case WriteResult.Left when change.Action == ChangeAction.Orphan:
                tools.Emit(new RunEvent.Written(lane, change.Key, change.Action));
                break;
            case WriteResult.Left:
                tools.Emit(new RunEvent.Deleted(lane, change.Key));
                break;
            case WriteResult.Held held:
                tools.Emit(new RunEvent.Held(lane, change.Key, held.Why));
                break;
            case WriteResult.Unfinished unfinished:
                tools.Emit(new RunEvent.Unfinished(lane, change.Key, unfinished.IsUnknown));
                break;
            case WriteResult.Failed failed:
                tools.Emit(new RunEvent.ObjectFailed(lane, change.Key, failed.Why));
                break;
        }
    }
}
