using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>
/// Puts an applied object into a live one. Nothing is taken away; where both speak of a leaf the applied one wins, and the
/// items of a list stand in the applied order with the live ones in between.
/// </summary>
internal static class TypedMerge
{
    public static Node? Merge(Node? live, Node? applied, KubeValue type)
    {
        var shape = Shape.Of(type, applied ?? live);
        if (shape.Kind == ShapeKind.Scalar || shape.IsAtomic) return applied ?? live;
        if (shape.Kind == ShapeKind.List)
        {
            var (left, right) = (live as ListNode, applied as ListNode);
            if (left is null or { Items.Length: 0 } && right is null or { Items.Length: 0 }) return applied ?? live;
            return new ItemMerge(left, right, shape).Run();
        }
        var (old, change) = (live as MapNode, applied as MapNode);
        return old is null or { Entries.Length: 0 } && change is null or { Entries.Length: 0 } ? applied ?? live : MergeEntries(old, change, shape);
    }

    private static MapNode? MergeEntries(MapNode? live, MapNode? applied, Shape shape)
    {
        if (live is not null && applied is null or { Entries.Length: 0 }) return live;
        var merged = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in live?.Entries ?? [])
        {
            var value = applied?[entry.Key] is { } change ? MergeField(entry.Value, change, shape.Field(entry.Key)) : entry.Value;
            if (value is not null) merged.Add(entry with { Value = value });
        }
        foreach (var entry in applied?.Entries ?? [])
        {
            if (live?.Has(entry.Key) == true) continue;
            if (MergeField(null, entry.Value, shape.Field(entry.Key)) is { } value) merged.Add(entry with { Value = value });
        }
        return merged.Count == 0 ? null : new MapNode(merged.ToImmutable());
    }

    private static Node? MergeField(Node? live, Node applied, KubeValue? type) => type is null ? applied : Merge(live, applied, type);

    /// <summary>Merges the items of two lists in one pass over both.</summary>
    private sealed class ItemMerge(ListNode? live, ListNode? applied, Shape shape)
    {
        private readonly ImmutableArray<Node>.Builder _merged = ImmutableArray.CreateBuilder<Node>();
        private readonly List<FieldElement> _left = Elements(live, shape);
        private readonly List<FieldElement> _right = Elements(applied, shape);
        private readonly Dictionary<FieldElement, Node?> _live = Index(live, shape);
        private readonly Dictionary<FieldElement, Node?> _applied = Index(applied, shape);
        private readonly HashSet<FieldElement> _done = [];
        private readonly Queue<FieldElement> _shared = new();

        public ListNode? Run()
        {
            foreach (var element in _right.Where(_live.ContainsKey)) _shared.Enqueue(element);
            for (int i = 0, j = 0; i < _left.Count || j < _right.Count;) Step(ref i, ref j);
            return _merged.Count == 0 ? null : new ListNode(_merged.ToImmutable());
        }

        private void Step(ref int i, ref int j)
        {
            if (i < _left.Count && j < _right.Count)
            {
                if (_left[i].Equals(_right[j]))
                {
                    Take(_right[j++]);
                    i++;
                    _shared.TryDequeue(out _);
                    return;
                }
                if (_applied.ContainsKey(_left[i]) && _shared.TryPeek(out var next) && !next.Equals(_left[i]))
                {
                    i++;
                    return;
                }
            }
            if (i < _left.Count)
            {
                if (!_applied.ContainsKey(_left[i]))
                {
                    _merged.Add(live!.Items[i++]);
                    return;
                }
                if (_done.Contains(_left[i])) i++;
            }
            if (j < _right.Count) TakeNext(_right[j++]);
        }

        private void TakeNext(FieldElement element)
        {
            Take(element);
            if (_shared.TryPeek(out var next) && next.Equals(element)) _shared.Dequeue();
        }

        private void Take(FieldElement element)
        {
            _done.Add(element);
            if (Merge(_live.GetValueOrDefault(element), _applied[element], shape.Item) is { } item) _merged.Add(item);
        }

        private static List<FieldElement> Elements(ListNode? list, Shape shape) =>
            list is null ? [] : [.. list.Items.Select(item => shape.Element(item, out _)).OfType<FieldElement>()];

        /// <summary>Items that occur twice are not merged with anything.</summary>
        private static Dictionary<FieldElement, Node?> Index(ListNode? list, Shape shape)
        {
            var index = new Dictionary<FieldElement, Node?>();
            foreach (var item in list?.Items ?? [])
                if (shape.Element(item, out _) is { } element && !index.TryAdd(element, item)) index[element] = null;
            return index;
        }
    }
}
