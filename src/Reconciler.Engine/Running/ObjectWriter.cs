using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Running;

/// <summary>Applies one object as the plan has it: with its UID where it was seen, and with the resourceVersion where fields are taken from others or a person has reviewed just this.</summary>
internal sealed class ObjectWriter(ICluster cluster, Identity identity, OwnedFields owned, RunLease lease)
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
        if (written.Error is KubeError.Stale && await SameAsReviewedAsync(address, change, cancellation) is { } now) return await WriteAsync(resource, change with { Live = now }, cancellation);
        if (!written.TryGet(out var made, out var why)) return Refused(change, why);
        return change.Live is null && desired.Initial.Any(initial => initial.Value is not null)
            ? await WriteAsync(resource, change with { Live = new LiveObject(made), HandsOver = true, Action = ChangeAction.Update }, cancellation)
            : new WriteResult.Written(new LiveObject(made));
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
        // what the server allocated would come to be ours as well, so this is done only where the change can't be made otherwise
        if (change.Mark is null && OwnershipFold.IsStripped(live))
        {
            // only the server can say what there is to own; an apply of nothing shows it
            var metadata = new MapBuilder { ["name"] = live.Key.Name, ["namespace"] = live.Body.Map("metadata")?["namespace"], ["uid"] = live.Uid, ["resourceVersion"] = live.ResourceVersion };
            var nothing = new MapBuilder { ["apiVersion"] = change.Desired!.ApiVersion, ["kind"] = live.Key.Kind, ["metadata"] = metadata }.ToMap();
            var shown = await cluster.AskToApplyAsync(address, nothing, new WriteOptions(identity.Manager), cancellation);
            if (!shown.TryGet(out var body, out var unknown)) return Refused(change, unknown);
            live = new LiveObject(body);
        }
        if (OwnershipFold.Operations(live, identity.Manager, change.Desired!.ApiVersion) is not { } operations) return null;
        if (!lease.MayWrite) return LeaseLost(change);
        var answer = await cluster.PatchAsync(address, operations, new WriteOptions(identity.Manager), cancellation);
        return answer.Error is { } error ? Refused(change, error) : null;
    }

    /// <summary>
    /// The object as it is now, where only what is not ours has moved since a reviewed plan was compared: a controller writes status at
    /// any time. With force nothing may have moved at all.
    /// </summary>
    private async Task<LiveObject?> SameAsReviewedAsync(ObjectAddress address, Change change, CancellationToken cancellation)
    {
        if (change is not { IsReviewed: true, IsForced: false, Live: { } before }) return null;
        var read = await cluster.GetAsync(address, cancellation);
        if (!read.TryGet(out var body, out _)) return null;
        var now = new LiveObject(body);
        return now.Uid == before.Uid && now.ResourceVersion != before.ResourceVersion && !now.IsDying && owned.AnswerHash(change.Desired!, now) == change.OwnedHash ? now : null;
    }

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

    private async Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, string manager, bool isForced, CancellationToken cancellation) => lease.MayWrite
        ? await cluster.ApplyAsync(address, body, new WriteOptions(manager) { Force = isForced }, cancellation)
        : new Answer<MapNode>.Failed(new KubeError.Stale { Subject = address.ToString(), Message = "the lease is lost, so nothing more is written" });

    private static WriteResult.Held LeaseLost(Change change) => new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key}: the lease is lost, so nothing more is written"));

    public static WriteResult Refused(Change change, KubeError why) => why switch
    {
        // the dry run met no conflict, so somebody has taken the field since
        KubeError.Stale or KubeError.Recreated or KubeError.NotFound or KubeError.FieldConflict => new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key} has changed since the plan: {why.Message}", "plan again")),
        _ => new WriteResult.Failed(Answers.Explain(change.Desired!, why)),
    };
}
