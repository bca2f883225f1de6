using System.Collections.Immutable;

namespace Reconciler.Sandbox.Storage;

/// <summary>Everything that is stored as of one revision: a value, so a reader keeps its view while writers go on.</summary>
public sealed class StoreState
{
    private static readonly ImmutableSortedDictionary<string, StoredObject> NoObjects = ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);
    private static readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> NoNamespaces =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(new NamespaceOrder());

    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>>> _resources;

    private StoreState(long revision, ImmutableDictionary<string, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>>> resources) =>
        (Revision, _resources) = (revision, resources);

    public static StoreState Empty { get; } =
        new(0, ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>>>(StringComparer.Ordinal));

    /// <summary>The revision of the last write to any object.</summary>
    public long Revision { get; }

    /// <summary>The resources that have objects, or once had.</summary>
    public IEnumerable<string> Resources => _resources.Keys;

    public StoredObject? Find(ObjectPlace place) =>
        _resources.GetValueOrDefault(place.Resource)?.GetValueOrDefault(place.Namespace)?.GetValueOrDefault(place.Name);

    /// <summary>The objects of a resource in etcd's order of keys, of one namespace or of all.</summary>
    public IEnumerable<StoredObject> List(string resource, string? inNamespace = null)
    {
        var namespaces = _resources.GetValueOrDefault(resource, NoNamespaces);
        return inNamespace is null
            ? namespaces.Values.SelectMany(objects => objects.Values)
            : namespaces.GetValueOrDefault(inNamespace, NoObjects).Values;
    }

    /// <summary>The same thing for as long as no object of a resource changes.</summary>
    public object? Version(string resource) => _resources.GetValueOrDefault(resource);

    public int Count(string resource) => _resources.GetValueOrDefault(resource, NoNamespaces).Values.Sum(objects => objects.Count);

    /// <summary>The state after one change.</summary>
    public StoreState After(StoreChange change) => Replace(change.Place, change.Kind == ChangeKind.Deleted ? null : change.Object, change.Revision);

    /// <summary>The state with an object that was read from disk.</summary>
    public StoreState Loaded(StoredObject stored) => Replace(stored.Place, stored, Math.Max(Revision, stored.Revision));

    public StoreState At(long revision) => new(revision, _resources);

    /// <summary>The state before one change, when changes are taken back from the newest on.</summary>
    public StoreState Before(StoreChange change) => Replace(change.Place, change.Previous, change.Revision - 1);

    private StoreState Replace(ObjectPlace place, StoredObject? stored, long revision)
    {
        var namespaces = _resources.GetValueOrDefault(place.Resource, NoNamespaces);
        var objects = namespaces.GetValueOrDefault(place.Namespace, NoObjects);
        objects = stored is null ? objects.Remove(place.Name) : objects.SetItem(place.Name, stored);
        namespaces = objects.IsEmpty ? namespaces.Remove(place.Namespace) : namespaces.SetItem(place.Namespace, objects);
        return new StoreState(revision, _resources.SetItem(place.Resource, namespaces));
    }

    /// <summary>Namespaces in the order of the keys "namespace/name", in which a dash comes before the end of a shorter name.</summary>
    private sealed class NamespaceOrder : IComparer<string>
    {
        public int Compare(string? left, string? right)
        {
            var (a, b) = (left ?? "", right ?? "");
            for (var i = 0; i <= Math.Min(a.Length, b.Length); i++)
            {
                var order = CharAt(a, i).CompareTo(CharAt(b, i));
                if (order != 0) return order;
            }
            return a.Length.CompareTo(b.Length);
        }

        private static char CharAt(string text, int at) => at < text.Length ? text[at] : '/';
    }
}
