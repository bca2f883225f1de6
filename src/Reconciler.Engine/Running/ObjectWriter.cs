using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Running;

/// <summary>Applies one object as the plan has it: with its UID where it was seen, and with the resourceVersion where fields are taken from others or a person has reviewed just this.</summary>
internal sealed class ObjectWriter(LeasedCluster cluster, Identity identity, OwnedFields owned)
{
    /// <summary>A resourceVersion that no object has: an apply that carries it makes an object, and never changes one.</summary>
    private const string OfNone = "1";

    public async Task<WriteResult> WriteAsync(KubeResource resource, Change change, CancellationToken cancellation)
    {
        var desired = change.Desired ?? throw new UnreachableException("only wanted objects are applied");
        var address = ObjectAddress.Of(resource, desired.Body);
        var live = change.Live;
        if (live is not null && change.Action is ChangeAction.Reclaim or ChangeAction.Adopt or ChangeAction.Migrate)
        {
            if (await FoldAsync(address, change, cancellation) is { } problem) return problem;
            live = null;
        }
        if (change.HandsOver && live is not null)
        {
            var handed = await ApplyAsync(address, HandOver.Body(desired, live), identity.InitialManager, isForced: true, cancellation);
            if (handed.Error is { } error) return Refused(change, error);
        }
        var body = change.Live is null ? desired.First : desired.Body;
        var written = await ApplyMarkedAsync(address, change, body, change.HandsOver ? null : change.Mark, cancellation);
        if (written.Error is KubeError.Stale && await SameAsPlannedAsync(address, change, cancellation) is { } now) return await WriteAsync(resource, change with { Live = now }, cancellation);
        if (!written.TryGet(out var made, out var why)) return Refused(change, why);
        return change.Live is null && desired.Initial.Any(initial => initial.Value is not null)
            ? await WriteAsync(resource, change with { Live = new LiveObject(made), HandsOver = true, Action = ChangeAction.Update }, cancellation)
            : new WriteResult.Written(new LiveObject(made));
    }

    /// <summary>
    /// Gives a workload another number of pods, and changes nothing else of it: as ours where the number is, else as the one that others
    /// go on from.
    /// </summary>
    public async Task<WriteResult> ScaleAsync(KubeResource resource, Change change, LiveObject live, int count, CancellationToken cancellation)
    {
        var entry = live.Applied(identity.Manager);
        var isOurs = entry is not null && Workloads.Replicas.IsIn(entry.Fields);
        var part = isOurs ? OwnedPart.Of(live, entry!) : new MapBuilder { ["apiVersion"] = live.ApiVersion, ["kind"] = live.Key.Kind, ["metadata"] = new MapBuilder { ["name"] = live.Key.Name, ["namespace"] = live.Key.Namespace } }.ToMap();
        var body = Workloads.Replicas.With(part.With("metadata", part.Map("metadata")!.With("uid", live.Uid).With("resourceVersion", live.ResourceVersion)), ScalarNode.Of(count));
        // what it is then was never sent as a whole, so that the next plan knows it for its own doing
        if (isOurs) body = AppliedMark.Unanswered(new string('0', 16)).PutOn(body);
        var answer = await ApplyAsync(ObjectAddress.Of(resource, live.Body), body, isOurs ? identity.Manager : identity.InitialManager, isForced: true, cancellation);
        if (answer.TryGet(out var made, out var why)) return new WriteResult.Written(new LiveObject(made));
        return why is KubeError.Stale or KubeError.Recreated or KubeError.NotFound
            ? new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key} has changed since the plan: {why.Message}", "plan again"))
            : new WriteResult.Failed([Answers.ExplainDeletion(change.Key, why)]);
    }

    /// <summary>Applies with the mark that the plan's dry run gave, or with that of a dry run made now.</summary>
    private async Task<Answer<MapNode>> ApplyMarkedAsync(ObjectAddress address, Change change, MapNode body, AppliedMark? mark, CancellationToken cancellation)
    {
        var desired = change.Desired!;
        var guarded = Guarded(body, change);
        if (mark is null && owned.DesiredHash(desired) is { } hash)
        {
            var asked = await cluster.AskToApplyAsync(address, AppliedMark.Unanswered(hash).PutOn(guarded), new WriteOptions(identity.Manager) { Force = change.IsForced }, cancellation);
            if (!asked.TryGet(out var answer, out _)) return asked;
            mark = owned.AnswerHash(desired, new LiveObject(answer)) is { } made ? new AppliedMark(hash, made) : AppliedMark.Unanswered(hash);
        }
        return await ApplyAsync(address, mark is null ? guarded : mark.PutOn(guarded), identity.Manager, change.IsForced, cancellation);
    }

    /// <summary>Unites what client-side tools own, and what we own in other forms, into our own entry, so that removed fields go.</summary>
    private async Task<WriteResult?> FoldAsync(ObjectAddress address, Change change, CancellationToken cancellation)
    {
        var live = change.Live!;
        var operations = OwnershipFold.Operations(live, identity.Manager, change.Desired!.ApiVersion);
        // what the server allocated would come to be ours as well, so this is done only where the change can't be made otherwise
        if (change.Mark is null && OwnershipFold.IsStripped(live))
        {
            // only the server can say what there is to own: an apply of what was applied shows what of it was ours, and one of nothing shows all
            var metadata = new MapBuilder { ["name"] = live.Key.Name, ["namespace"] = live.Body.Map("metadata")?["namespace"] }.ToMap();
            var before = change.Former ?? new MapBuilder { ["apiVersion"] = change.Desired.ApiVersion, ["kind"] = live.Key.Kind, ["metadata"] = metadata }.ToMap();
            var guarded = before.With("metadata", before.Map("metadata")!.With("uid", live.Uid).With("resourceVersion", live.ResourceVersion));
            var shown = await cluster.AskToApplyAsync(address, guarded, new WriteOptions(identity.Manager) { Force = change.Former is not null }, cancellation);
            if (!shown.TryGet(out var body, out var unknown)) return Refused(change, unknown);
            var answered = new LiveObject(body);
            operations = change.Former is not null && answered.Applied(identity.Manager) is { } ours ? OwnershipFold.Restore(live, ours) : OwnershipFold.Operations(answered, identity.Manager, change.Desired.ApiVersion);
        }
        if (operations is null) return null;
        var answer = await cluster.PatchAsync(address, operations, new WriteOptions(identity.Manager), cancellation);
        return answer.Error is { } error ? Refused(change, error) : null;
    }

    /// <summary>
    /// The object as it is now, where only what is not ours has moved since a reviewed plan was compared: a controller writes status at
    /// any time. With force nothing else than that status may have moved.
    /// </summary>
    private async Task<LiveObject?> SameAsPlannedAsync(ObjectAddress address, Change change, CancellationToken cancellation)
    {
        if (change.Live is not { } before || !(change.IsReviewed || change.IsForced)) return null;
        var read = await cluster.GetAsync(address, cancellation);
        if (!read.TryGet(out var body, out _)) return null;
        var now = new LiveObject(body);
        var isSame = now.Uid == before.Uid && now.ResourceVersion != before.ResourceVersion && !now.IsDying && owned.AnswerHash(change.Desired!, now) == change.OwnedHash;
        return isSame && (!change.IsForced || Node.DeepEquals(WithoutStatus(before), WithoutStatus(now))) ? now : null;
    }

    private static MapNode WithoutStatus(LiveObject live) =>
        live.Body.Without("status").With("metadata", live.Body.Map("metadata")!.Without("resourceVersion").With("managedFields", ListNode.Of(live.Managers.Where(entry => entry.Subresource != "status").Select(entry => (Node)entry.Body))));

    private MapNode Guarded(MapNode body, Change change)
    {
        // somebody may have made an object of that name since the plan, which an apply would silently merge into
        if (change.Live is not { } live) return body.With("metadata", body.Map("metadata")!.With("resourceVersion", OfNone));
        var metadata = body.Map("metadata")!.With("uid", live.Uid);
        return body.With("metadata", (change.IsForced || change.IsReviewed) && !change.HandsOver && !IsFolded(change, live) ? metadata.With("resourceVersion", live.ResourceVersion) : metadata);
    }

    /// <summary>Whether its ownership is united before it is applied, which moves its resourceVersion.</summary>
    private bool IsFolded(Change change, LiveObject live) =>
        change.Action is ChangeAction.Reclaim or ChangeAction.Adopt or ChangeAction.Migrate
        && (OwnershipFold.IsStripped(live) ? change.Mark is null : OwnershipFold.Operations(live, identity.Manager, change.Desired!.ApiVersion) is not null);

    private Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, string manager, bool isForced, CancellationToken cancellation) =>
        cluster.ApplyAsync(address, body, new WriteOptions(manager) { Force = isForced }, cancellation);

    public static WriteResult Refused(Change change, KubeError why) => why switch
    {
        // the dry run met no conflict, so somebody has taken the field since
        KubeError.Stale or KubeError.Recreated or KubeError.NotFound or KubeError.FieldConflict => new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key} has changed since the plan: {why.Message}", "plan again")),
        _ => new WriteResult.Failed(Answers.Explain(change.Desired!, why)),
    };
}
