using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Engine.Running;
using Reconciler.Engine.Sources;
using Reconciler.Planning;
using Reconciler.Routers;

namespace Reconciler.Engine.Control;

/// <summary>What the controller makes of a plan: what of it is held, whether anything is left to do, and when to look again.</summary>
internal sealed class DueWork
{
    private readonly OpenedSource _source;
    private readonly DateTimeOffset _now;
    private readonly Lazy<ILookup<string, Change>> _lanes;

    public DueWork(OpenedSource source, Planned planned, LaneMemory memory, DateTimeOffset now)
    {
        (_source, Planned, _now) = (source, planned, now);
        var plan = planned.Plan!;
        var sync = source.Rendered.Specs.Environment.Sync;
        _lanes = new(() => plan.Changes.ToLookup(change => change.Lane.Id, StringComparer.Ordinal));
        Memory = memory.For(plan, planned.History, WishOf);
        Window = SyncWindows.Of(sync).At(now);
        IsSuspended = sync.Suspend?.Value == true;
        Plan = plan.IsRefused ? plan : plan.Holding(new HoldRules(sync, Orders, Memory, plan, Window, now).Why);
        IsDue = !Plan.IsRefused && !IsSuspended && (Plan.Changes.Any(IsToDo) || Unsettled.Lanes(Plan, planned.History).Count > 0 || IsUnrecorded);
        Held = Plan.Changes.Count(change => change.Action == ChangeAction.Refuse && change.Problems.Any(problem => problem.Code.IsHold));
    }

    public Planned Planned { get; }

    /// <summary>The plan with what is held refused in it.</summary>
    public Plan Plan { get; }

    public LaneMemory Memory { get; }
    public WindowState Window { get; }
    public bool IsSuspended { get; }
    public int Held { get; }
    public StandingOrders Orders => Planned.Seen.Orders;

    public ImmutableArray<DriftedObject> Drifted => [.. Planned.Plan!.Changes.Where(change => change.Cause is Cause.Drift).Select(change => new DriftedObject(change.Key, ((Cause.Drift)change.Cause!).Manager))];

    public ImmutableArray<Diagnostic> Guarded => [.. Plan.Changes.Where(change => change is { Action: ChangeAction.Refuse, IsBookkeeping: false } && !change.Problems.Any(problem => problem.Code.IsHold)).SelectMany(change => change.Problems)];

    /// <summary>Whether a run has something to do.</summary>
    public bool IsDue { get; }

    public ControlPhase Phase =>
        IsDue ? ControlPhase.Applying
        : Plan.IsRefused ? ControlPhase.Refused
        : !Memory.Failed.IsEmpty ? ControlPhase.Failed
        : Held > 0 || Plan.HasRefusals ? ControlPhase.Held
        : ControlPhase.Synced;

    public string Message => Phase switch
    {
        ControlPhase.Refused => $"{Plan.Refusals.First(refusal => refusal.Severity == Severity.Error).Message}; approve the plan {Plan.Hash}, or mend it with a commit",
        ControlPhase.Failed => string.Create(CultureInfo.InvariantCulture, $"{Memory.Failed.Count} {(Memory.Failed.Count == 1 ? "part has" : "parts have")} failed"),
        ControlPhase.Held => string.Create(CultureInfo.InvariantCulture, $"{Plan.Counts.Refused} {(Plan.Counts.Refused == 1 ? "change is" : "changes are")} held"),
        _ => "",
    };

    /// <summary>When something of it changes by itself; null where nothing does.</summary>
    public TimeSpan? NextVisit
    {
        get
        {
            var times = Memory.Fights.Going(_now).Select(fight => fight.Until).Concat(Orders.Held.Select(held => held.Until)).Concat(Orders.Holds.Select(hold => hold.Until).OfType<DateTimeOffset>());
            if (Window.Until is { } change) times = times.Append(change);
            // nobody tells of what changes in an etcd, or that it answers again
            if (IsOfEtcd) times = times.Append(_now + EtcdPause);
            var next = times.Where(time => time > _now).Order().Select(time => (TimeSpan?)(time - _now)).FirstOrDefault();
            return next is { } delay ? delay + TimeSpan.FromMilliseconds(100) : null;
        }
    }

    /// <summary>A run of it, under the id of the order that it carries out where there is one.</summary>
    public ControlRun RunOf(string environment, ImmutableArray<Trigger> triggers) => new(
        Orders.Syncs is [.., var sync] ? sync.Id : $"{_now.UtcDateTime:yyyyMMddTHHmmss}-{Plan.Hash[..8]}",
        environment,
        string.Join(", ", triggers.Select(trigger => trigger.Words)),
        Plan.Source.Commit,
        _now);

    /// <summary>The state of the environment with all that follows from the plan.</summary>
    public EnvironmentState ShownIn(EnvironmentState state) => state with
    {
        Phase = Phase,
        Message = Message,
        Problems = Plan.IsRefused ? Plan.Refusals : [],
        Plan = Plan,
        PlannedAt = _now,
        Pauses = Orders.Pauses,
        IsSuspended = IsSuspended,
        Window = Window,
        Failed = [.. Memory.Failed.Values.OrderBy(part => part.Lane.Id, StringComparer.Ordinal)],
        Fights = [.. Memory.Fights.Going(_now)],
        Drifted = Drifted,
        Guarded = Guarded,
        LastSuccess = Phase == ControlPhase.Synced ? _now : state.LastSuccess,
    };

    /// <summary>What a lane wants, as a hash; null for one that the plan doesn't have. It is only asked of lanes that failed or are waited for.</summary>
    public string? WishOf(string lane) => _lanes.Value.Contains(lane) ? LaneHolds.WishOf(_lanes.Value[lane]) : null;

    /// <summary>How the plan is done; who waits already waits no longer than it would have.</summary>
    public RunOptions Options(DateTimeOffset now)
    {
        var options = _source.OptionsFor(Plan, waits: true);
        return options with { Patience = options.Patience.SetItems(Memory.Waiting.Keys.Select(lane => KeyValuePair.Create(lane, Memory.Left(lane, options.Patience.GetValueOrDefault(lane, options.DefaultPatience), now)))) };
    }

    private TimeSpan EtcdPause => TimeSpan.FromSeconds(_source.Rendered.Specs.Environment.Sync.Interval?.Value ?? 60);

    private bool IsOfEtcd => !EtcdVariables.FoldersOf(_source.Rendered.Specs).IsEmpty || _source.Rendered.Specs.Apps.Any(app => app.Frontend is not null) || Planned.Seen.Inventory.GroupKinds.Contains(Frontend.GroupKind);

    /// <summary>Whether the inventory names another commit although everything of this one is in place.</summary>
    private bool IsUnrecorded => !Plan.HasRefusals && Memory.Failed.IsEmpty && Planned.Seen.Inventory is var inventory && (!inventory.Exists || inventory.Commit != Plan.Source.Commit || inventory.IsDirty != Plan.Source.IsDirty);

    private static bool IsToDo(Change change) => change.IsWrite || (change.IsBookkeeping && change.Action is not (ChangeAction.Keep or ChangeAction.Refuse)) || change.IsRefresh;
}
