using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>A kind of which nothing is known, or a namespace of it: nothing may be concluded from its objects being absent.</summary>
public sealed record UnknownKind(string GroupKind, string Why)
{
    /// <summary>Whether it is only that we may not look.</summary>
    public bool IsForbidden { get; init; }
}

/// <summary>An object that a lane's last revision has, with what it was called in the cluster.</summary>
public sealed record RememberedObject(ObjectKey Key, string ApiVersion, string Uid, Lane Lane)
{
    private Lazy<MapNode?>? _applied;

    /// <summary>The object as it was applied; without its values for a Secret, which history doesn't keep.</summary>
    public MapNode? Applied
    {
        get => _applied?.Value;
        init => _applied = value is null ? null : new Lazy<MapNode?>(value);
    }

    /// <summary>Whether it is a Job that was seen to complete: it counts as in place, there or not.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Whether the source no longer has it, and it stays all the same.</summary>
    public bool IsLeft { get; init; }

    /// <summary>The same, which reads what was applied only when it is asked for. Of an object that is in place nobody asks it.</summary>
    public RememberedObject AppliedAs(Func<MapNode?> read) => this with { _applied = new Lazy<MapNode?>(read) };
}

/// <summary>What was found out about an object that history has and no list gave.</summary>
public abstract record Missing
{
    private Missing() { }

    public sealed record Gone : Missing;

    /// <summary>It is there, with or without the UID that history has.</summary>
    public sealed record There(LiveObject Live) : Missing;

    public sealed record Unknown(KubeError Why) : Missing;
}

/// <summary>The cluster as it was seen at one moment: the objects that carry our label, and where nothing is known.</summary>
public sealed record Observation
{
    public ImmutableDictionary<ObjectKey, LiveObject> Owned { get; init; } = ImmutableDictionary<ObjectKey, LiveObject>.Empty;
    public ImmutableArray<UnknownKind> Unknown { get; init; } = [];
    public InventoryState Inventory { get; init; } = new();

    /// <summary>Whether only single namespaces may be listed, and so only be watched.</summary>
    public bool IsByNamespace { get; init; }

    /// <summary>What the last revision of every lane has.</summary>
    public ImmutableDictionary<ObjectKey, RememberedObject> Remembered { get; init; } = ImmutableDictionary<ObjectKey, RememberedObject>.Empty;

    /// <summary>What became of remembered objects that no list gave.</summary>
    public ImmutableDictionary<ObjectKey, Missing> Missing { get; init; } = ImmutableDictionary<ObjectKey, Missing>.Empty;

    /// <summary>The configurations that kept revisions name, so that those can be gone back to.</summary>
    public ImmutableHashSet<ObjectKey> Pinned { get; init; } = [];

    /// <summary>Which of the configurations that nothing names any more are still used by pods.</summary>
    public SecretUses Uses { get; init; } = SecretUses.None;

    public StandingOrders Orders { get; init; } = new();

    /// <summary>The lane that an object of ours is of: the one that its last revision has, else the App that its labels name.</summary>
    public Lane LaneOf(LiveObject live) =>
        Remembered.GetValueOrDefault(live.Key)?.Lane
        ?? (live.Label("app.kubernetes.io/managed-by") == Ownership.ManagedBy && live.Label("app.kubernetes.io/name") is { } app ? new Lane($"App/{app}", live.Key.Namespace, Origin.None) : new Lane("removed", "", Origin.None));

    public UnknownKind? WhyUnknown(ObjectKey key) => Unknown.FirstOrDefault(unknown => unknown.GroupKind == key.GroupKind);
}

/// <summary>What the inventory's parent says; everything empty where there is none yet.</summary>
public sealed record InventoryState
{
    /// <summary>The parent as it was read, or null.</summary>
    public LiveObject? Parent { get; init; }

    /// <summary>The kinds that may have members, as "Deployment.apps".</summary>
    public ImmutableSortedSet<string> GroupKinds { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public ImmutableSortedSet<string> Namespaces { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The source that the inventory belongs to.</summary>
    public string? Source { get; init; }

    /// <summary>The commit that was applied last.</summary>
    public string? Commit { get; init; }

    /// <summary>The last commit that was verified before it was applied, by whose keys the next one is; null where none has to be.</summary>
    public string? TrustedCommit { get; init; }

    /// <summary>Whether files differed from that commit when it was applied, so that the commit doesn't tell what was.</summary>
    public bool IsDirty { get; init; }

    /// <summary>The tool that keeps the inventory, as in "reconciler".</summary>
    public string? Tooling { get; init; }

    public bool Exists => Parent is not null;
}

/// <summary>What the server said when it was asked what an apply or a deletion would do.</summary>
public abstract record Asked
{
    private Asked() { }

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>It would be made.</summary>
    public sealed record Fresh(LiveObject Answer) : Asked;

    /// <summary>
    /// It is there and would become the answer. <see cref="Conflicts"/> are the fields that would have to be taken from other
    /// managers; without force the answer is null then.
    /// </summary>
    public sealed record Exists(LiveObject Live, LiveObject? Answer, ImmutableArray<ConflictingField> Conflicts) : Asked;

    /// <summary>It can't be changed into what is wanted, and the same object could be made under another name.</summary>
    public sealed record Replaceable(LiveObject Live, KubeError Why, LiveObject Answer) : Asked;

    /// <summary>
    /// It can't be changed as long as others own what is ours; when ownership is taken back first, nothing speaks against it, but the
    /// server can't be asked before.
    /// </summary>
    public sealed record Unfolded(LiveObject Live, KubeError Why) : Asked;

    /// <summary>What it lies in is made by the same plan, so the server can't be asked.</summary>
    public sealed record Deferred(string Why) : Asked;

    /// <summary>It can't be changed yet, and can be later; nothing is wrong.</summary>
    public sealed record Waiting(LiveObject Live, string For) : Asked;

    /// <summary>We may not ask.</summary>
    public sealed record Local(LiveObject? Live, KubeError Why) : Asked;

    /// <summary>The server says no.</summary>
    public sealed record Refused(LiveObject? Live, KubeError Why) : Asked;

    /// <summary>A deletion would be taken.</summary>
    public sealed record Deletable : Asked;
}
