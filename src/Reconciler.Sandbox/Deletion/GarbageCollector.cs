using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Deletion;

/// <summary>Deletes what has lost its last owner, and does what the finalizers of foreground and orphaning deletions wait for.</summary>
internal sealed class GarbageCollector(Cluster cluster)
{
    private readonly OwnerIndex _index = new();

    public static Task RunAsync(Cluster cluster, CancellationToken cancel) => new GarbageCollector(cluster).FollowAsync(cancel);

    private async Task FollowAsync(CancellationToken cancel)
    {
        await foreach (var batch in cluster.FollowAsync(cancel))
        {
            if (batch.IsFresh) _index.Start(batch.State);
            var touched = batch.IsFresh ? batch.State.Resources.SelectMany(resource => batch.State.List(resource)).Select(stored => stored.Place).ToList() : Touched(batch);
            foreach (var place in touched) await LookAtAsync(place, cancel);
        }
    }

    /// <summary>The objects that a batch of changes gives a reason to look at.</summary>
    private List<ObjectPlace> Touched(ChangeBatch batch)
    {
        var touched = new HashSet<ObjectPlace>();
        foreach (var change in batch.Changes)
        {
            var uid = change.Object.Body.UidOf();
            if (change.Kind == ChangeKind.Deleted) touched.UnionWith(_index.DependentsOf(uid));
            else touched.Add(change.Place);
            _index.Take(change);
            // an owner may wait for this one
            foreach (var owner in OwnerIndex.OwnersOf((change.Previous ?? change.Object).Body))
                if (_index.Find(owner.Text("uid")?.Value ?? "") is { } place) touched.Add(place);
        }
        return [.. touched];
    }

    private async Task LookAtAsync(ObjectPlace place, CancellationToken cancel)
    {
        if (cluster.State.Find(place) is not { } stored) return;
        var finalizers = stored.Body.Finalizers().ToList();
        if (stored.Body.IsDying() && finalizers.Contains(DeletionRules.Orphan)) await OrphanAsync(stored, cancel);
        else if (stored.Body.IsDying() && finalizers.Contains(DeletionRules.Foreground)) await ForegroundAsync(stored, cancel);
        else if (!stored.Body.IsDying() && OwnerIndex.OwnersOf(stored.Body).Any()) await DependentAsync(stored, cancel);
    }

    /// <summary>An object with owners stays while one of them does; it loses the references to those that are gone.</summary>
    private async Task DependentAsync(StoredObject stored, CancellationToken cancel)
    {
        var owners = OwnerIndex.OwnersOf(stored.Body).ToList();
        var solid = owners.Where(owner => StateOf(stored, owner) == OwnerState.Solid).ToList();
        var waiting = owners.Any(owner => StateOf(stored, owner) == OwnerState.Waiting);
        if (solid.Count == owners.Count) return;
        if (solid.Count > 0) await PatchAsync(stored, new MapBuilder { ["ownerReferences"] = ListNode.Of(solid) }, cancel);
        else if (cluster.Resources.Stored(stored.Place.Resource) is { } resource)
        {
            var hasDependents = _index.DependentsOf(stored.Body.UidOf()).Count > 0;
            await cluster.Deleter.DeleteAsync(new DeleteCall(resource, stored.Place.Namespace, stored.Place.Name)
            {
                PreconditionUid = stored.Body.UidOf(),
                PreconditionVersion = stored.Body.MetaText("resourceVersion"),
                Propagation = waiting && hasDependents ? Propagation.Foreground : stored.Body.Finalizers().Contains(DeletionRules.Orphan) ? Propagation.Orphan : Propagation.Background,
            }, cancel);
        }
    }

    /// <summary>An owner that is deleted in the foreground goes when nothing blocks it any more.</summary>
    private async Task ForegroundAsync(StoredObject owner, CancellationToken cancel)
    {
        var uid = owner.Body.UidOf();
        var dependents = _index.DependentsOf(uid).Select(cluster.State.Find).OfType<StoredObject>().ToList();
        if (!dependents.Exists(dependent => OwnerIndex.OwnersOf(dependent.Body).Any(reference => reference.Text("uid")?.Value == uid && reference.Flag("blockOwnerDeletion")?.Value == true)))
        {
            await WithoutFinalizerAsync(owner, DeletionRules.Foreground, cancel);
            return;
        }
        foreach (var dependent in dependents.Where(dependent => !dependent.Body.IsDying())) await DependentAsync(dependent, cancel);
    }

    private async Task OrphanAsync(StoredObject owner, CancellationToken cancel)
    {
        var uid = owner.Body.UidOf();
        foreach (var dependent in _index.DependentsOf(uid).Select(cluster.State.Find).OfType<StoredObject>())
        {
            var kept = OwnerIndex.OwnersOf(dependent.Body).Where(reference => reference.Text("uid")?.Value != uid).ToList();
            await PatchAsync(dependent, new MapBuilder { ["ownerReferences"] = kept.Count == 0 ? ScalarNode.Null : ListNode.Of(kept) }, cancel);
        }
        await WithoutFinalizerAsync(owner, DeletionRules.Orphan, cancel);
    }

    private Task WithoutFinalizerAsync(StoredObject stored, string finalizer, CancellationToken cancel)
    {
        var kept = stored.Body.Finalizers().Where(name => name != finalizer).ToList();
        return PatchAsync(stored, new MapBuilder { ["finalizers"] = kept.Count == 0 ? ScalarNode.Null : ListNode.Of(kept.Select(name => (Node)name)) }, cancel);
    }

    /// <summary>Changes metadata of an object that is still as it was seen; one that moved is looked at again anyway.</summary>
    private async Task PatchAsync(StoredObject stored, MapBuilder metadata, CancellationToken cancel)
    {
        if (cluster.Resources.Stored(stored.Place.Resource) is not { } resource) return;
        metadata.Add("uid", stored.Body.UidOf());
        metadata.Add("resourceVersion", stored.Body.MetaText("resourceVersion"));
        var patch = new MapBuilder { ["metadata"] = metadata }.ToMap();
        await cluster.Writer.WriteAsync(new WriteCall(WriteVerb.MergePatch, resource, stored.Place.Namespace, stored.Place.Name, patch) { FieldManager = "kube-controller-manager" }, cancel);
    }

    private OwnerState StateOf(StoredObject dependent, MapNode reference)
    {
        var group = ObjectKey.GroupOf(reference.Text("apiVersion")?.Value ?? "");
        // nobody can say that an owner of an unknown kind is gone
        if (cluster.Resources.OfKind(group, reference.Text("kind")?.Value ?? "") is not { } resource) return OwnerState.Solid;
        // an owner in another namespace doesn't count, nor one that was made anew under the same name
        var place = resource.Place(dependent.Place.Namespace, reference.Text("name")?.Value ?? "");
        if (cluster.State.Find(place) is not { } owner || owner.Body.UidOf() != reference.Text("uid")?.Value) return OwnerState.Gone;
        return owner.Body.IsDying() && owner.Body.Finalizers().Contains(DeletionRules.Foreground) ? OwnerState.Waiting : OwnerState.Solid;
    }

    private enum OwnerState
    {
        Solid,
        Waiting,
        Gone,
    }
}
