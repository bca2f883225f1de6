using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Diffing;

/// <summary>
/// One field that differs. The path is for people, <c>spec.template.spec.containers[web].image</c>; old and new are null where the
/// field is absent. <see cref="Elements"/> is the path in the terms of managedFields.
/// </summary>
public sealed record FieldChange(string Path, Node? Old, Node? New, FieldPointer Elements)
{
    /// <summary>As it is written down: an absent value is left out, which is something else than null.</summary>
    public MapNode Tree => new MapBuilder { ["path"] = Path, ["old"] = Old, ["new"] = New }.ToMap();

    /// <summary>Whether the other one is about the same field, or one of them about a field inside of the other's.</summary>
    public bool Meets(FieldChange other)
    {
        var shared = Math.Min(Elements.Elements.Length, other.Elements.Elements.Length);
        return Elements.Elements.AsSpan(0, shared).SequenceEqual(other.Elements.Elements.AsSpan(0, shared));
    }
}

/// <summary>What an apply would change in an object, field by field.</summary>
public static class FieldDiff
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly ImmutableHashSet<string> ServerOwned = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];

    /// <summary>The differences between two states of one object, without what only the server writes and without our mark.</summary>
    public static ImmutableArray<FieldChange> Between(MapNode before, MapNode after)
    {
        var found = ImmutableArray.CreateBuilder<FieldChange>();
        KubeValue? known = KubeTypes.Of(after)?.Root is { } root ? new KubeObject(root, IsAtomic: false) : null;
        Walk(Comparable(before), Comparable(after), new Walked("", [], known), found);
        return found.ToImmutable();
    }

    /// <summary>The differences of a Secret show how long values are and whether they are the same, never what they are.</summary>
    public static ImmutableArray<FieldChange> Masked(ImmutableArray<FieldChange> changes, ObjectHasher hasher) =>
        [.. changes.Select(change => IsSecret(change.Elements) || HasLastApplied(change.Old) || HasLastApplied(change.New)
            ? change with { Old = Masked(change.Old, hasher), New = Masked(change.New, hasher) }
            : change)];

    /// <summary>Whether values stand there; told by the field and not by how its path is written, where a key with a dot looks different.</summary>
    private static bool IsSecret(FieldPointer at) => at.Elements is ["f:data" or "f:stringData", ..] || at.Elements.Contains($"f:{LastApplied}");

    /// <summary>Whether a copy of a whole Secret is inside, as when all annotations go at once.</summary>
    private static bool HasLastApplied(Node? value) =>
        value is MapNode map && map.Entries.Any(entry => entry.Key == LastApplied || HasLastApplied(entry.Value));

    private static Node? Masked(Node? value, ObjectHasher hasher)
    {
        if (value is null) return null;
        var text = value is ScalarNode scalar ? scalar.Value : CanonicalJson.Write(value);
        return $"{SecretMask.Hidden(text)}{(hasher.Fingerprint(text) is { } mark ? $" #{mark}" : "")}";
    }

    private static MapNode Comparable(MapNode body)
    {
        var without = new MapNode(body.Entries.RemoveAll(entry => entry.Key is "status" or "apiVersion" or "kind"), body.Origin);
        if (without.Map("metadata") is not { } metadata) return without;
        var kept = new MapNode(metadata.Entries.RemoveAll(entry => ServerOwned.Contains(entry.Key)), metadata.Origin);
        if (kept.Map("annotations") is { } annotations)
        {
            var own = annotations.Without(AppliedMark.Annotation);
            kept = own.Entries.Length == 0 ? kept.Without("annotations") : kept.With("annotations", own);
        }
        return without.With("metadata", kept);
    }

    private readonly record struct Walked(string Path, ImmutableArray<string> Elements, KubeValue? Known)
    {
        public Walked Field(string name) => new(Path.Length == 0 ? Shown(name) : name.Contains('.', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal) ? $"{Path}[{name}]" : $"{Path}.{name}", Elements.Add($"f:{name}"), Known switch
        {
            KubeObject inner => inner.Type.Field(name)?.Value,
            KubeMap map => map.Value,
            _ => null,
        });

        public Walked Item(string shown, string element) => new($"{Path}[{shown}]", Elements.Add(element), (Known as KubeList)?.Item);

        private static string Shown(string name) => name.Contains('.', StringComparison.Ordinal) ? $"[{name}]" : name;
    }

    private static void Walk(Node? before, Node? after, Walked at, ImmutableArray<FieldChange>.Builder found)
    {
        if (Node.DeepEquals(before, after)) return;
        if (before is MapNode oldMap && after is MapNode newMap) Maps(oldMap, newMap, at, found);
        else if (before is ListNode oldList && after is ListNode newList && KeysOf(oldList, newList, at) is { } keys) Lists(oldList, newList, keys, at, found);
        else found.Add(new FieldChange(at.Path, before, after, new FieldPointer(at.Elements)));
    }

    private static void Maps(MapNode before, MapNode after, Walked at, ImmutableArray<FieldChange>.Builder found)
    {
        foreach (var entry in before.Entries) Walk(entry.Value, after[entry.Key], at.Field(entry.Key), found);
        foreach (var entry in after.Entries.Where(entry => !before.Has(entry.Key))) Walk(null, entry.Value, at.Field(entry.Key), found);
    }

    private static void Lists(ListNode before, ListNode after, ImmutableArray<string> keys, Walked at, ImmutableArray<FieldChange>.Builder found)
    {
        var (olds, news) = (Named(before, keys), Named(after, keys));
        foreach (var (name, item) in olds) Walk(item.Body, news.GetValueOrDefault(name).Body, at.Item(name, item.Element), found);
        foreach (var (name, item) in news.Where(item => !olds.ContainsKey(item.Key))) Walk(null, item.Body, at.Item(name, item.Element), found);
        var order = olds.Keys.Where(news.ContainsKey).ToList();
        if (!order.SequenceEqual(news.Keys.Where(olds.ContainsKey)))
            found.Add(new FieldChange($"{at.Path} (order)", ListNode.Of(order.Select(name => Node.ToNode(name))), ListNode.Of(news.Keys.Where(olds.ContainsKey).Select(name => Node.ToNode(name))), new FieldPointer(at.Elements)));
    }

    private static Dictionary<string, (Node? Body, string Element)> Named(ListNode list, ImmutableArray<string> keys)
    {
        var named = new Dictionary<string, (Node? Body, string Element)>(StringComparer.Ordinal);
        foreach (var item in list.Items.Cast<MapNode>())
        {
            var values = keys.Where(item.Has).Select(key => new MapEntry(key, item[key]!)).ToImmutableArray();
            named[string.Join('/', values.Select(value => (value.Value as ScalarNode)?.Value))] = (item, $"k:{CanonicalJson.Write(new MapNode(values))}");
        }
        return named;
    }

    /// <summary>The keys by which the items of both lists can be told apart: the kind's own, or a name that each item has.</summary>
    private static ImmutableArray<string>? KeysOf(ListNode before, ListNode after, Walked at)
    {
        ImmutableArray<string> keys = at.Known switch
        {
            KubeList { Kind: KubeListKind.Map } list => list.Keys,
            KubeList => [],
            _ => ["name"],
        };
        if (keys.IsEmpty) return null;
        return IsKeyed(before, keys) && IsKeyed(after, keys) ? keys : null;
    }

    private static bool IsKeyed(ListNode list, ImmutableArray<string> keys)
    {
        if (!list.Items.All(item => item is MapNode map && map.Has(keys[0]))) return false;
        return Named(list, keys).Count == list.Items.Length;
    }
}
