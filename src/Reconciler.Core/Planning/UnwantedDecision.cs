using System.Collections.Immutable;
using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Planning;

/// <summary>
/// What happens to an object that is ours and that the source no longer has. To be deleted, everything that tells whose it is
/// must agree; where anything differs it is left alone and named. So many old versions stay for each lane as it keeps.
/// </summary>
public sealed class UnwantedDecision(Identity identity, OwnedFields owned, Observation seen, ManifestSet wanted, ImmutableDictionary<string, int>? keep = null)
{
    private readonly HashSet<string> _successors = [.. wanted.Manifests.Select(manifest => Generations.Of(manifest.Key)).OfType<string>()];
    private readonly HashSet<ObjectKey> _wanted = [.. wanted.Manifests.Select(manifest => manifest.Key)];
    private readonly ImmutableHashSet<ObjectKey> _kept = Versions.Kept(seen, wanted, keep ?? ImmutableDictionary<string, int>.Empty);
    private readonly HashSet<string> _lanes = [.. wanted.Manifests.Select(manifest => manifest.Lane.Id)];
    private readonly ImmutableArray<ObjectKey> _unnamed = Generations.Unnamed(seen, wanted);

    /// <summary>Whether it may be ours to delete, so that the server is asked whether it would let it go.</summary>
    public bool IsCandidate(LiveObject live) => FateOf(live) is Fate.Goes;

    /// <summary>What happens to it, and what is worth knowing of what does not.</summary>
    public (Change? Change, Diagnostic? Note) Of(LiveObject live, Asked? asked) => FateOf(live) switch
    {
        Fate.Stays stays => (null, stays.Why),
        Fate.Dying => (On(live, ChangeAction.Terminating), null),
        Fate.GivenUp => (On(live, ChangeAction.Orphan), null),
        Fate.Goes goes => (Deletion(live, goes, asked), null),
        Fate.Rests => (On(live, ChangeAction.Retire) with { OwnedHash = owned.OwnedHash(live), Rests = true, Fields = [new FieldChange("spec.replicas", live.Body.Map("spec")?["replicas"], ScalarNode.Of(0), Workloads.Replicas)] }, null),
        _ => throw new UnreachableException(),
    };

    /// <summary>What is to become of an object, before the server is asked.</summary>
    private abstract record Fate
    {
        private Fate() { }

        public sealed record Stays(Diagnostic? Why) : Fate;

        public sealed record Dying : Fate;

        public sealed record GivenUp : Fate;

        public sealed record Goes(ChangeAction Action, bool IsConfirmed, bool IsBookkeeping) : Fate;

        /// <summary>It stays beside its successor, without pods.</summary>
        public sealed record Rests : Fate;
    }

    private Fate FateOf(LiveObject live)
    {
        if (WhyNotOurs(identity, seen, live) is { } why) return new Fate.Stays(GuardCodes.LooksLikeOurs.At(Origin.None, $"{live.Key} carries our label and is left alone: {why}"));
        if (live.IsDying) return new Fate.Dying();
        if (seen.Orders.HoldOf(live.Key) is { } hold) return new Fate.Stays(GuardCodes.Held.At(Origin.None, $"{live.Key} is held until {hold.Until.UtcDateTime:u}: undo of {hold.Run} brought it back"));
        if (_kept.Contains(live.Key)) return Versions.ReplicasOf(live.Body) == 0 ? new Fate.Stays(DeployCodes.Resting.At(Origin.None, $"{live.Key} rests beside the version that serves")) : new Fate.Rests();
        return ProtectionOf(live) switch
        {
            PruneChoice.Never => new Fate.Stays(GuardCodes.Protected.At(Origin.None, $"{live.Key} stays, because it carries reconciler.dev/prune: never")),
            PruneChoice.Orphan => new Fate.GivenUp(),
            PruneChoice.Confirm => Leaving(live, isConfirmed: false),
            PruneChoice.Allowed => Leaving(live, isConfirmed: true),
            _ => throw new UnreachableException(),
        };
    }

    private Fate Leaving(LiveObject live, bool isConfirmed)
    {
        var key = live.Key;
        var hasSuccessor = HasSuccessor(key);
        if (!Generations.IsConfiguration(key)) return new Fate.Goes(hasSuccessor ? ChangeAction.Retire : ChangeAction.Prune, isConfirmed, IsBookkeeping: false);
        // older configurations leave with their App, and are no loss beside it
        if (!hasSuccessor && !_lanes.Contains(seen.LaneOf(live).Id)) return new Fate.Goes(seen.Remembered.ContainsKey(key) ? ChangeAction.Prune : ChangeAction.Retire, isConfirmed, IsBookkeeping: false);
        if (!_unnamed.Contains(key) || seen.Uses.Has(key)) return new Fate.Stays(null);
        return new Fate.Goes(ChangeAction.Retire, isConfirmed, IsBookkeeping: true);
    }

    /// <summary>Another generation, also where only one of the two has a hash in its name: an App that changes its strategy.</summary>
    private bool HasSuccessor(ObjectKey key) => Generations.Of(key) is { } generation
        ? _successors.Contains(generation) || (key is { Group: "apps" } && _wanted.Contains(Generations.WithoutHash(key)))
        : key is { Group: "apps", Kind: "Deployment" } && _successors.Contains(Generations.Plain(key));

    private Change Deletion(LiveObject live, Fate.Goes goes, Asked? asked)
    {
        var change = On(live, goes.Action) with { OwnedHash = owned.OwnedHash(live), IsBookkeeping = goes.IsBookkeeping };
        if (asked is not (Asked.Deletable or Asked.Local or Asked.Refused)) return change.Refused(GuardCodes.UnknownKind.At(Origin.None, $"the server was not asked whether {live.Key} can be deleted"));
        if (asked is Asked.Refused { Why: not KubeError.NotFound } refused) return change.Refused(Answers.ExplainDeletion(live.Key, refused.Why));
        if (!goes.IsConfirmed) return change.Refused(GuardCodes.Confirm.At(Origin.None, $"{live.Key} carries reconciler.dev/prune: confirm", "--approve RCN3005"));
        return change with { IsUnverified = asked is Asked.Local, Problems = [.. asked.Warnings.Select(text => AnswerCodes.Warning.At(Origin.None, $"{live.Key}: {text}"))] };
    }

    /// <summary>The annotation counts live and as it was applied last, so that removing it together with the manifest protects still.</summary>
    private PruneChoice ProtectionOf(LiveObject live)
    {
        var before = seen.Remembered.GetValueOrDefault(live.Key)?.Applied is { } applied ? new Steering(applied).Prune : PruneChoice.Allowed;
        var now = new Steering(live.Body).Prune;
        ImmutableArray<PruneChoice> strictest = [PruneChoice.Never, PruneChoice.Orphan, PruneChoice.Confirm];
        return strictest.FirstOrDefault(choice => choice == now || choice == before);
    }

    /// <summary>What speaks against an object being ours that carries our label; null where all of it agrees.</summary>
    public static string? WhyNotOurs(Identity identity, Observation seen, LiveObject live)
    {
        if (live.SelfName is not { } name) return "it does not name itself as ours";
        if (name != identity.SelfName(live.Key)) return $"it names itself {name}";
        if (live.Controller is { } controller) return $"{controller} controls it";
        if (live.Applied(identity.Manager) is null) return $"{identity.Manager} has applied none of its fields";
        if (seen.Remembered.TryGetValue(live.Key, out var before) && before.Uid != live.Uid) return "it has another UID than the object that was applied";
        return null;
    }

    private Change On(LiveObject live, ChangeAction action) => new(live.Key, action, seen.LaneOf(live)) { Live = live, Cause = new Cause.Yours() };
}
