using Reconciler.Objects;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Resources;

/// <summary>Accepts the names of CustomResourceDefinitions, establishes them after a moment, and empties those that go away.</summary>
internal static class DefinitionController
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(Cluster cluster, CancellationToken cancel)
    {
        await foreach (var batch in cluster.FollowAsync(cancel))
        {
            var touched = batch.IsFresh ? batch.State.List(CustomResources.Definitions).Select(stored => stored.Place)
                : batch.Changes.Where(change => change.Kind != ChangeKind.Deleted && change.Place.Resource == CustomResources.Definitions).Select(change => change.Place).Distinct();
            foreach (var place in touched.ToList()) await HandleAsync(cluster, place, cancel);
            // the last object of a kind may have waited for a finalizer
            foreach (var place in DyingWithout(batch)) await CleanAsync(cluster, place, cancel);
        }
    }

    private static async Task HandleAsync(Cluster cluster, ObjectPlace place, CancellationToken cancel)
    {
        if (cluster.State.Find(place) is not { } stored) return;
        if (stored.Body.IsDying()) await CleanAsync(cluster, place, cancel);
        else if (!IsSettled(cluster.State, stored.Body))
        {
            await Task.Delay(Moment, cluster.Time, cancel);
            await cluster.Store.WriteAsync(transaction => Settle(transaction, place, cluster.Now), cancel);
        }
    }

    private static List<ObjectPlace> DyingWithout(ChangeBatch batch) =>
        [.. batch.Changes.Where(change => change.Kind == ChangeKind.Deleted && change.Place.Resource != CustomResources.Definitions)
            .Select(change => new ObjectPlace(CustomResources.Definitions, "", change.Place.Resource)).Distinct()
            .Where(place => batch.State.Find(place)?.Body.IsDying() == true)];

    private static bool IsSettled(StoreState state, MapNode definition) =>
        CustomResources.IsTrue(definition, "Established") == (NameConflict(state, definition) is null || CustomResources.IsTrue(definition, "Established"))
        && Node.DeepEquals(definition.Map("status").Map("acceptedNames"), Names(definition)) && definition.Map("status").Maps("conditions").Any();

    private static bool Settle(StoreTransaction transaction, ObjectPlace place, DateTimeOffset now)
    {
        if (transaction.Find(place)?.Body is not { } definition || definition.IsDying() || IsSettled(transaction.State, definition)) return false;
        var settled = definition;
        if (NameConflict(transaction.State, definition) is { } conflict)
        {
            settled = CustomResources.WithCondition(settled, "NamesAccepted", false, "Conflict", conflict, now);
            if (!CustomResources.IsTrue(settled, "Established")) settled = CustomResources.WithCondition(settled, "Established", false, "NotAccepted", "not all names are accepted", now);
        }
        else
        {
            settled = CustomResources.WithCondition(settled, "NamesAccepted", true, "NoConflicts", "no conflicts found", now);
            settled = CustomResources.WithCondition(settled, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now);
            settled = settled.With("status", settled.Map("status")!.With("acceptedNames", Names(definition)));
        }
        if (!Node.DeepEquals(settled, definition)) transaction.Put(place, settled);
        return true;
    }

    /// <summary>The names as they are accepted: those of the spec, with what it leaves out.</summary>
    private static MapNode Names(MapNode definition)
    {
        var names = definition.Map("spec").Map("names") ?? MapNode.Empty;
        var kind = names.Text("kind")?.Value ?? "";
        if (names["listKind"] is null) names = names.With("listKind", kind + "List");
        return names["singular"] is null ? names.With("singular", kind.ToLowerInvariant()) : names;
    }

    private static string? NameConflict(StoreState state, MapNode definition)
    {
        var (group, names) = (definition.Map("spec").Text("group")?.Value, Names(definition));
        foreach (var other in state.List(CustomResources.Definitions).Select(stored => stored.Body))
        {
            if (other.NameOf() == definition.NameOf() || other.Map("spec").Text("group")?.Value != group || other.Map("status").Map("acceptedNames") is not { } taken) continue;
            if (Kinds(taken).Intersect(Kinds(names)).FirstOrDefault() is { } kind) return $"\"{kind}\" is already in use";
            if (Words(taken).Intersect(Words(names)).FirstOrDefault() is { } word) return $"\"{word}\" is already in use";
        }
        return null;
    }

    private static IEnumerable<string> Kinds(MapNode names) => ((string?[])[names.Text("kind")?.Value, names.Text("listKind")?.Value]).OfType<string>().Where(name => name.Length > 0);

    private static IEnumerable<string> Words(MapNode names) =>
        ((string?[])[names.Text("plural")?.Value, names.Text("singular")?.Value]).OfType<string>().Concat(names.Texts("shortNames").Select(text => text.Value)).Where(name => name.Length > 0);

    private static async Task CleanAsync(Cluster cluster, ObjectPlace place, CancellationToken cancel)
    {
        var state = cluster.State;
        if (cluster.ResourcesOf(state).Stored(place.Name) is { } resource)
        {
            foreach (var stored in state.List(place.Name).Where(stored => !stored.Body.IsDying()).ToList())
                await cluster.Deleter.DeleteAsync(new DeleteCall(resource, stored.Place.Namespace, stored.Place.Name) { Propagation = Propagation.Background }, cancel);
        }
        await cluster.Store.WriteAsync(transaction => Finish(transaction, place), cancel);
    }

    private static bool Finish(StoreTransaction transaction, ObjectPlace place)
    {
        if (transaction.Find(place)?.Body is not { } definition || !definition.IsDying() || transaction.State.List(place.Name).Any()) return false;
        if (!definition.Finalizers().Contains(CustomResources.CleanupFinalizer)) return false;
        var left = definition.WithFinalizers(definition.Finalizers().Where(name => name != CustomResources.CleanupFinalizer));
        if (left.Finalizers().Any()) transaction.Put(place, left);
        else transaction.Delete(place, left);
        return true;
    }
}
