using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Deletion;

/// <summary>Gives each Namespace its ServiceAccount and its trust bundle, and empties those that go away.</summary>
internal static class NamespaceController
{
    public static async Task RunAsync(Cluster cluster, CancellationToken cancel)
    {
        await foreach (var batch in cluster.FollowAsync(cancel))
        {
            foreach (var name in Touched(batch))
            {
                if (cluster.State.Find(new ObjectPlace(Namespaces.Resource, "", name)) is not { } stored) continue;
                if (stored.Body.IsDying()) await EmptyAsync(cluster, name, cancel);
                else await NamespaceContent.EnsureAsync(cluster, name, cancel);
            }
        }
    }

    private static List<string> Touched(ChangeBatch batch)
    {
        if (batch.IsFresh) return [.. batch.State.List(Namespaces.Resource).Select(stored => stored.Place.Name)];
        return [.. batch.Changes.Select(change => change.Place switch
        {
            { Resource: Namespaces.Resource } => change.Place.Name,
            // what was deleted may have been the last in a namespace, or something that every namespace has
            _ when change.Kind == ChangeKind.Deleted => change.Place.Namespace,
            _ => "",
        }).Where(name => name.Length > 0).Distinct()];
    }

    private static async Task EmptyAsync(Cluster cluster, string name, CancellationToken cancel)
    {
        var state = cluster.State;
        var resources = cluster.ResourcesOf(state);
        foreach (var stored in Content(state, name).Where(stored => !stored.Body.IsDying()).ToList())
        {
            if (resources.Stored(stored.Place.Resource) is { } resource)
                await cluster.Deleter.DeleteAsync(new DeleteCall(resource, name, stored.Place.Name) { Propagation = Propagation.Background }, cancel);
        }
        await cluster.Store.WriteAsync(transaction => Finish(transaction, name, cluster.Now), cancel);
    }

    private static IEnumerable<StoredObject> Content(StoreState state, string name) =>
        state.Resources.Order(StringComparer.Ordinal).SelectMany(resource => state.List(resource, name));

    /// <summary>Takes the finalizer away from an empty namespace; else says in its status what remains.</summary>
    private static bool Finish(StoreTransaction transaction, string name, DateTimeOffset now)
    {
        var place = new ObjectPlace(Namespaces.Resource, "", name);
        if (transaction.Find(place)?.Body is not { } home || !home.IsDying()) return false;
        var rest = Content(transaction.State, name).ToList();
        var changed = rest.Count > 0 ? home : home.With("spec", home.Map("spec")!.Without("finalizers"));
        if (rest.Count == 0 && DeletionRules.IsFinished(changed, NamespaceResource))
        {
            transaction.Delete(place, changed);
            return true;
        }
        changed = NamespaceConditions.With(changed, rest, now);
        if (Node.DeepEquals(changed, home)) return false;
        transaction.Put(place, changed);
        return true;
    }

    private static ServedResource NamespaceResource { get; } = ResourceRegistry.BuiltIn.Find("", "v1", Namespaces.Resource)!;
}
