using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Sources;
using Reconciler.Health;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Control;

/// <summary>
/// One environment of the controller. Each visit is the whole straight line: the newest source, leadership, a plan, and a run of it unless
/// something holds it. What happens meanwhile is a trigger for the next visit, and ends the waiting of this one.
/// </summary>
public sealed class EnvironmentLoop : IAsyncDisposable
{
    private static readonly TimeSpan LeaderPause = TimeSpan.FromSeconds(2);

    private readonly EnvironmentSetup _setup;
    private readonly Applier _applier;
    private readonly ControlLog _log;
    private readonly Pauses _pauses;
    private readonly Action _wake;
    private readonly SourceDesk _source;
    private readonly DriftWatch _drift = new();
    private readonly Lock _gate = new();
    private readonly List<Trigger> _triggers = [new Trigger.Begun()];
    private volatile TaskCompletionSource _pollNow = NewSignal();
    private volatile EnvironmentState _state;
    private volatile ClusterDesk? _cluster;
    private CancellationTokenSource? _run;
    private LaneMemory _memory = new();

    public EnvironmentLoop(EnvironmentSetup setup, string id, Applier applier, ControlLog log, Random random, Action wake)
    {
        (_setup, _applier, _log, _pauses, _wake) = (setup, applier, log, new Pauses(random), wake);
        _source = new SourceDesk(setup);
        _state = new EnvironmentState(id, setup.Source, setup.Reference);
    }

    public EnvironmentState State => _state;

    public EnvironmentSetup Setup => _setup;

    /// <summary>The namespace of the environment's records; null before the cluster is known.</summary>
    public string? SystemNamespace => _cluster?.SystemNamespace;

    /// <summary>The cluster, once it is known; listing our objects in it costs no request.</summary>
    public ICluster? Cluster => _cluster?.Followed;

    /// <summary>The source as it was read last.</summary>
    public OpenedSource? Source => _source.Opened;

    internal ClusterDesk? Desk => _cluster;

    private DateTimeOffset Now => _applier.Time.GetUtcNow();

    /// <summary>Tells of something that happened: the waiting of a run that goes on ends, and the environment is looked at anew.</summary>
    public void Tell(Trigger trigger)
    {
        lock (_gate)
        {
            if (!_triggers.Contains(trigger)) _triggers.Add(trigger);
            _ = _run?.CancelAsync();
        }
        _wake();
    }

    /// <summary>Asks the source from time to time whether it has something newer, until it is cancelled.</summary>
    public async Task PollAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_state.IsLeader || _state.Environment is null)
            {
                var asked = _applier.Time.GetTimestamp();
                var (isNew, revision, problem) = await _source.PollAsync(cancellation);
                ControlMeters.Polled(_state, _applier.Time.GetElapsedTime(asked), problem);
                Quietly(state => state with { PolledAt = Now, PollProblem = problem });
                if (isNew) Tell(new Trigger.NewCommit(revision!.Commit is { } commit ? commit[..7] : "of the folder"));
            }
            var interval = _source.Opened?.Rendered.Specs.Environment.Sync.Interval is { } seconds ? TimeSpan.FromSeconds(seconds.Value) : _setup.Interval;
            await Task.WhenAny(_pollNow.Task, Task.Delay(_pauses.Spread(interval), _applier.Time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            _pollNow = NewSignal();
        }
    }

    /// <summary>Asks the source now, as somebody says that it has something newer.</summary>
    public void PollNow() => _pollNow.TrySetResult();

    /// <summary>One visit; when the next is due even if nothing happens, or null.</summary>
    public async Task<TimeSpan?> VisitAsync(CancellationToken stop, CancellationToken abort)
    {
        var triggers = Take();
        using var visit = ControlMeters.Begin(_state, triggers);
        if (await TimedAsync("read", () => ReadAsync(stop)) is not { } source) return _pauses.Longer();
        if (await OpenAsync(source, stop) is not { } cluster) return _pauses.Longer();
        if (!await LeadAsync(cluster, stop)) return LeaderPause;
        if (await TimedAsync("plan", () => PlanAsync(source, cluster, stop)) is not { } planned) return _pauses.Longer();
        var due = new DueWork(source, planned, _memory, Now);
        Show(due);
        if (due.IsDue) return await TimedAsync("apply", () => RunAsync(cluster, due, triggers, stop, abort));
        _pauses.Begin();
        // who asked for a sync is told that there was nothing to do
        if (!due.Orders.Syncs.IsEmpty && _state.Run?.Id != due.Orders.Syncs[^1].Id) Publish(state => state with { Run = due.RunOf(_state.Id, triggers) with { Ended = Now } });
        await OrderDesk.SettleAsync(cluster, due, stop);
        return due.NextVisit;
    }

    /// <summary>Gives the lead back, so that another process can take it at once.</summary>
    public Task StepDownAsync() => _cluster?.Leadership.DropAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { } cluster) await cluster.DisposeAsync();
        _source.Dispose();
    }

    private ImmutableArray<Trigger> Take()
    {
        lock (_gate)
        {
            ImmutableArray<Trigger> all = [.. _triggers];
            _triggers.Clear();
            return all;
        }
    }

    private Task<T> TimedAsync<T>(string phase, Func<Task<T>> work) => ControlMeters.TimedAsync(phase, _state, _applier.Time, work);

    private async Task<OpenedSource?> ReadAsync(CancellationToken stop)
    {
        if (_source.Opened is null) Quietly(state => state with { PollProblem = null });
        if (_source.Opened is null && (await _source.PollAsync(stop)).Problem is { } unasked)
        {
            Publish(state => state with { Phase = ControlPhase.Unreadable, Message = "the source can't be asked", Problems = [unasked], PollProblem = unasked });
            return null;
        }
        await _source.ReadAsync(stop);
        if (_source is { Problems.IsEmpty: true, Opened: { } opened }) return opened;
        Publish(state => state with { Phase = ControlPhase.Unreadable, Message = "the newest revision can't be applied", Problems = _source.Problems, Newest = _source.Newest });
        return null;
    }

    private async Task<ClusterDesk?> OpenAsync(OpenedSource source, CancellationToken stop)
    {
        var environment = source.Rendered.Specs.Environment;
        var identity = new Identity(environment.Name, Ownership.ApplySetId(environment));
        var (desk, problems) = await ClusterDesk.OpenAsync(_cluster, _setup, identity, environment.SystemNamespace?.Value ?? "", _applier, new ClusterEars(Hear, Hear, () => Tell(new Trigger.Due("the lease has lapsed"))), stop);
        _cluster = desk;
        if (desk is null) Publish(state => state with { Environment = identity.Environment, Phase = ControlPhase.Unreachable, Message = "the cluster can't be reached", Problems = problems });
        else Quietly(state => state with { Environment = identity.Environment, Cluster = desk.Raw.Name, Wanted = source.Facts, Prefix = source.Prefix });
        return desk;
    }

    private async Task<bool> LeadAsync(ClusterDesk cluster, CancellationToken stop)
    {
        switch (await cluster.Leadership.HoldAsync(stop))
        {
            case LeadershipState.Leads:
                if (_state.IsLeader) return true;
                Publish(state => state with { IsLeader = true, Leader = _applier.Holder, Phase = ControlPhase.Planning, Message = "" });
                // what a standby knew of the source may be old
                return (await _source.PollAsync(stop)) is not { IsNew: true } || Again();
            case LeadershipState.Follows follows:
                Publish(state => state with { IsLeader = false, Leader = follows.Leader, Phase = ControlPhase.Standby, Message = $"{follows.Leader} leads", Plan = null, Run = null, Problems = [] });
                return false;
            case LeadershipState.Unknown unknown:
                Publish(state => state with { IsLeader = false, Leader = null, Phase = ControlPhase.Unreachable, Message = $"the lease can't be had: {unknown.Why}" });
                return false;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool Again()
    {
        Tell(new Trigger.NewCommit("at take-over"));
        return false;
    }

    /// <summary>The plan as a person approved it, where somebody did.</summary>
    private async Task<Planned?> PlanAsync(OpenedSource source, ClusterDesk cluster, CancellationToken stop)
    {
        var planned = await PlanCycle.RunAsync(cluster.Fenced, source.Request(Approvals.None) with { Time = _applier.Time }, stop);
        if (planned.Plan is { } plan && planned.Seen.Orders.Approval is { } approval && approval.PlanHash == plan.Hash)
            planned = await PlanCycle.RunAsync(cluster.Fenced, source.Request(approval.Approvals) with { Time = _applier.Time }, stop);
        if (planned.Plan is null)
        {
            Publish(state => state with { Phase = ControlPhase.Unreachable, Message = "no plan can be made", Problems = planned.Problems });
            return null;
        }
        await cluster.Followed.ForgetUnlistedAsync();
        _drift.Expect(planned.Plan, planned.Hasher);
        return planned;
    }

    private void Show(DueWork due)
    {
        _memory = due.Memory;
        var before = _state;
        Publish(state => due.ShownIn(state) with { Newest = _source.Newest });
        ControlMeters.Planned(before, _state);
    }

    /// <summary>Does what is due; when to look again.</summary>
    private async Task<TimeSpan> RunAsync(ClusterDesk cluster, DueWork due, ImmutableArray<Trigger> triggers, CancellationToken stop, CancellationToken abort)
    {
        using var preempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_gate)
        {
            // what came while the plan was made may have changed what it rests on
            if (_triggers.Count > 0) return TimeSpan.Zero;
            _run = preempt;
        }
        var run = due.RunOf(_state.Id, triggers);
        _drift.Begin(due.Plan);
        Publish(state => state with { Phase = ControlPhase.Applying, Message = "", Run = run });
        var problems = ImmutableArray<Diagnostic>.Empty;
        try
        {
            problems = await new ApplyCycle(cluster.Fenced, _applier, due.Options(Now), happened => Hear(run.Id, happened)).RunAsync(due.Planned with { Plan = due.Plan }, preempt.Token, abort);
        }
        catch (OperationCanceledException) when (preempt.IsCancellationRequested || abort.IsCancellationRequested)
        {
            // nothing was begun
        }
        finally
        {
            lock (_gate) _run = null;
            _drift.End();
        }
        Publish(state => state with { Run = state.Run! with { Ended = Now, Problems = problems } });
        ControlMeters.Ran(_state, due.Drifted, _state.Run!);
        await EndAsync(cluster, due, _state.Run!.Status, stop);
        if (preempt.IsCancellationRequested) return TimeSpan.Zero;
        if (problems.IsEmpty) await OrderDesk.SettleAsync(cluster, due, stop);
        // a run that changes nothing, or runs that find something to change for ever, must not follow each other at once
        return problems.IsEmpty && _state.Run.Status is { Written: 0, Deleted: 0 } || !_pauses.MayGoOn() || !problems.IsEmpty ? _pauses.Longer() : TimeSpan.Zero;
    }

    /// <summary>Remembers what came of a run, and tells the cluster of whoever has begun to fight.</summary>
    private async Task EndAsync(ClusterDesk cluster, DueWork due, RunStatus status, CancellationToken stop)
    {
        var before = _memory.Fights;
        _memory = _memory.With(status, due.Plan, due.WishOf, Now);
        ImmutableArray<RunNote> begun = [.. _memory.Fights.Going(Now).Where(fight => before.Of(fight.Key, Now) is null).Select(fight => fight.Note)];
        if (begun.IsEmpty || stop.IsCancellationRequested) return;
        await new EventRecorder(cluster.Fenced, cluster.Identity, cluster.SystemNamespace, _applier.Time).WriteAsync(begun, due.Planned.Seen.Inventory.Parent?.Uid ?? "", _applier.Holder, stop);
    }

    private void Hear(string run, RunEvent happened)
    {
        if (happened is RunEvent.Written written) _drift.Done(written.Key);
        Quietly(state => state with { Run = state.Run! with { Status = state.Run.Status.With(happened) } });
        _log.Add(_state.Id, new ControlNews.RunHappened(run, happened));
    }

    private void Hear(StandingOrders before, StandingOrders now)
    {
        var syncs = now.Syncs.Except(before.Syncs).ToList();
        if (now.PollAsked != before.PollAsked) PollNow();
        foreach (var sync in syncs) Tell(new Trigger.Sync(sync));
        if (syncs.Count == 0 && (now with { PollAsked = null }).IsNewsAfter(before)) Tell(new Trigger.Orders());
    }

    private void Hear(FollowedChange change)
    {
        if (change.Now is { } now && HealthRules.Of(now.Body) is var health && (change.Before is null || HealthRules.Of(change.Before.Body) != health))
            _log.Add(_state.Id, new ControlNews.ObjectChanged(change.Key, _drift.LaneOf(change.Key) ?? "", EnvironmentStatus.HealthOf(health.State), health.Message));
        else if (change.Now is null) _log.Add(_state.Id, new ControlNews.ObjectChanged(change.Key, _drift.LaneOf(change.Key) ?? "", PartHealth.Missing, "deleted"));
        if (_drift.IsDrift(change)) Tell(new Trigger.Drift(change.Key));
    }

    private void Publish(Func<EnvironmentState, EnvironmentState> change)
    {
        Quietly(change);
        ControlMeters.Led(_state);
        // news are remembered for long, plans are not
        _log.Add(_state.Id, new ControlNews.StateChanged(_state with { Plan = null, Run = null }));
    }

    private void Quietly(Func<EnvironmentState, EnvironmentState> change)
    {
        lock (_gate) _state = change(_state);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
