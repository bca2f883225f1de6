using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Running;

/// <summary>How long a deletion is waited for, with which tools, who is told what holds it, and what ends the waiting.</summary>
internal sealed record RemovalPatience(TimeSpan Limit, RunTools Tools, Action<string> Tell, CancellationToken Stop);

/// <summary>
/// Deletes one object, or gives it up: after a fresh read that shows the same object with our fields as the plan saw them, with its UID
/// and resourceVersion as preconditions and always with a propagation policy.
/// </summary>
internal sealed class ObjectRemover(LeasedCluster cluster, Identity identity, OwnedFields owned, LiveFeed feed)
{
    /// <summary>How often an object is looked at anew because its status was written between the look and the deletion.</summary>
    private const int Looks = 5;

    public async Task<WriteResult> RemoveAsync(KubeResource resource, Change change, RemovalPatience patience, CancellationToken cancellation)
    {
        for (var look = 1; ; look++)
            if (await LookAndRemoveAsync(resource, change, patience, isLast: look == Looks, cancellation) is { } result) return result;
    }

    /// <summary>Null where it has moved between the look and the deletion, and another look may help.</summary>
    private async Task<WriteResult?> LookAndRemoveAsync(KubeResource resource, Change change, RemovalPatience patience, bool isLast, CancellationToken cancellation)
    {
        var address = ObjectAddress.Of(resource, change.Live!.Body);
        var read = await cluster.GetAsync(address, cancellation);
        if (!read.TryGet(out var body, out var why)) return why is KubeError.NotFound or KubeError.NamespaceMissing or KubeError.KindNotServed ? (WriteResult)new WriteResult.Left() : Failed(change, why);
        var live = new LiveObject(body);
        if (live.Uid != change.Live.Uid) return Held(change, "it was deleted and made anew by somebody else");
        if (live.IsDying) return await GoneAsync(resource, change, patience);
        if (change.OwnedHash is { } seen && seen != (change.Desired is { } desired ? owned.AnswerHash(desired, live) : owned.OwnedHash(live))) return Held(change, "our fields have changed since the plan");
        if (await WhyTakesMoreAsync(change, live, cancellation) is { } more) return Held(change, more);
        return change.Action == ChangeAction.Orphan ? await ReleaseAsync(address, change, live, cancellation) : await DeleteAsync(resource, address, change, live, patience, isLast, cancellation);
    }

    /// <summary>Whether others have put something into it since the plan counted what would go along.</summary>
    private async Task<string?> WhyTakesMoreAsync(Change change, LiveObject live, CancellationToken cancellation)
    {
        if (change is not { Action: ChangeAction.Prune, Takes: { } planned } || await BlastRadii.CountAsync(cluster, identity, live, isAnew: true, cancellation) is not { } now) return null;
        if (now.Unknown is { } why) return $"what would go along can't be counted any more: {why}";
        return now.Foreign <= planned.Foreign ? null : string.Create(CultureInfo.InvariantCulture, $"it has {now.Foreign} objects that are not ours, and had {planned.Foreign} when it was planned");
    }

    private async Task<WriteResult> ReleaseAsync(ObjectAddress address, Change change, LiveObject live, CancellationToken cancellation)
    {
        var answer = await cluster.PatchAsync(address, OwnershipFold.Release(live, identity), new WriteOptions(identity.Manager), cancellation);
        return answer.Error is { } error ? Failed(change, error) : new WriteResult.Left();
    }

    private async Task<WriteResult?> DeleteAsync(KubeResource resource, ObjectAddress address, Change change, LiveObject live, RemovalPatience patience, bool isLast, CancellationToken cancellation)
    {
        var options = new DeleteOptions(PropagationOf(change)) { Uid = live.Uid, ResourceVersion = live.ResourceVersion };
        var answer = await cluster.DeleteAsync(address, options, cancellation);
        var error = answer.Error;
        return error switch
        {
            // what has neither dependents nor finalizers is gone at once, and the answer is no object
            null when answer.TryGet(out var left, out _) && left.Text("kind")?.Value == "Status" => new WriteResult.Left(),
            null => await GoneAsync(resource, change, patience),
            KubeError.NotFound => new WriteResult.Left(),
            KubeError.Stale when !isLast => null,
            KubeError.Stale or KubeError.Recreated => Held(change, error.Message),
            _ => Failed(change, error),
        };
    }

    /// <summary>A StatefulSet that is replaced leaves its pods to its successor.</summary>
    private static Propagation PropagationOf(Change change) => change switch
    {
        { Action: ChangeAction.Replace, Key: { Group: "apps", Kind: "StatefulSet" } } => Propagation.Orphan,
        _ => DeletionRules.HasDependents(change.Key) ? Propagation.Foreground : Propagation.Background,
    };

    /// <summary>Waits until the object is gone; what holds it is named while it takes, and when it takes too long.</summary>
    private async Task<WriteResult> GoneAsync(KubeResource resource, Change change, RemovalPatience patience)
    {
        using var deadline = new CancellationTokenSource(patience.Limit, patience.Tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Stop, deadline.Token);
        var told = "";
        var last = change.Live;
        bool IsGone(LiveObject? live)
        {
            last = live;
            if (live is null || live.Uid != change.Live!.Uid) return true;
            var message = $"waiting until it is gone{Holders(live)}";
            if (live.IsDying && message != told) patience.Tell(told = message);
            return false;
        }
        try
        {
            await patience.Tools.Requests.AsideAsync(() => feed.UntilAsync(resource, change.Key, IsGone, limit.Token));
            return new WriteResult.Left();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return patience.Stop.IsCancellationRequested ? new WriteResult.Unfinished(IsUnknown: false) : new WriteResult.Failed([AnswerCodes.DeleteRefused.At(change.Place, $"{change.Key} is still there{Holders(last)}")]);
        }
    }

    private static string Holders(LiveObject? live) => live is { Finalizers: { IsEmpty: false } names } ? $"; the {(names.Length == 1 ? "finalizer" : "finalizers")} {string.Join(", ", names)} {(names.Length == 1 ? "holds" : "hold")} it" : "";

    private static WriteResult.Held Held(Change change, string why) => new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key} is not deleted: {why}", "plan again"));

    private static WriteResult.Failed Failed(Change change, KubeError why) => new WriteResult.Failed([Answers.ExplainDeletion(change.Key, why)]);
}
