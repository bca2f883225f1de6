using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>What differs between two objects of one type; a path is in at most one of the three sets.</summary>
internal sealed record Comparison(FieldSet Removed, FieldSet Modified, FieldSet Added)
{
    /// <summary>Without what the server resets anyway.</summary>
    public Comparison Without(FieldSet reset) => new(Removed.ExceptWhole(reset), Modified.ExceptWhole(reset), Added.ExceptWhole(reset));
}

/// <summary>Compares two objects of one type in the terms of ownership. The order of list items is no difference.</summary>
internal sealed class TypedCompare
{
    private readonly FieldSetBuilder _removed = new();
    private readonly FieldSetBuilder _modified = new();
    private readonly FieldSetBuilder _added = new();
    private readonly List<FieldElement> _path = [];

    private TypedCompare()
    {
    }

    public static Comparison Compare(Node? before, Node? after, KubeValue type)
    {
        var compare = new TypedCompare();
        compare.Visit(before, after, type);
        return new Comparison(compare._removed.ToSet(), compare._modified.ToSet(), compare._added.ToSet());
    }

    private void Visit(Node? before, Node? after, KubeValue type)
    {
        if (ReferenceEquals(before, after)) return;
        var (old, @new) = (Shape.Of(type, before), Shape.Of(type, after));
        bool isLeaf;
        if (after is null) isLeaf = Visit(before, after, old);
        else if (before is null || old.Kind == @new.Kind) isLeaf = Visit(before, after, @new);
        else
        {
            Visit(before, after, old);
            isLeaf = Visit(before, after, @new);
        }
        if (isLeaf) return;
        if (before is null) Include(_added);
        else if (after is null) Include(_removed);
    }

    /// <summary>Answers whether the value was compared as a whole.</summary>
    private bool Visit(Node? before, Node? after, Shape shape)
    {
        if (shape.Kind == ShapeKind.Scalar) return Leaf(before, after);
        if (shape.Kind == ShapeKind.List)
        {
            var (old, @new) = (before as ListNode, after as ListNode);
            if (shape.IsAtomic || (IsEmpty(old) && IsEmpty(@new))) return Leaf(before, after);
            VisitItems(old, @new, shape);
            return false;
        }
        var (left, right) = (before as MapNode, after as MapNode);
        if (shape.IsAtomic || (IsEmpty(left) && IsEmpty(right))) return Leaf(before, after);
        foreach (var entry in left?.Entries ?? []) Visit(FieldElement.OfField(entry.Key), entry.Value, right?[entry.Key], shape.Field(entry.Key));
        foreach (var entry in right?.Entries ?? [])
            if (left?.Has(entry.Key) != true) Visit(FieldElement.OfField(entry.Key), null, entry.Value, shape.Field(entry.Key));
        return false;
    }

    private void VisitItems(ListNode? before, ListNode? after, Shape shape)
    {
        var old = Index(before, shape);
        var @new = Index(after, shape);
        foreach (var element in old.Keys.Concat(@new.Keys.Where(key => !old.ContainsKey(key))))
        {
            var left = old.GetValueOrDefault(element, []);
            var right = @new.GetValueOrDefault(element, []);
            if (left.Count <= 1 && right.Count <= 1) Visit(element, left.FirstOrDefault(), right.FirstOrDefault(), shape.Item);
            else if (left.Count >= 2 && right.Count >= 2)
            {
                if (left.Count != right.Count || left.Zip(right).Any(pair => !Node.DeepEquals(pair.First, pair.Second))) Mark(element, _modified);
            }
            else if (left.Count >= 2)
            {
                if (right.Count > 0) Visit(element, null, right[0], shape.Item);
                Mark(element, _removed);
            }
            else
            {
                if (left.Count > 0) Visit(element, left[0], null, shape.Item);
                Mark(element, _added);
            }
        }
    }

    private static Dictionary<FieldElement, List<Node>> Index(ListNode? list, Shape shape)
    {
        var index = new Dictionary<FieldElement, List<Node>>();
        foreach (var item in list?.Items ?? [])
        {
            if (shape.Element(item, out _) is not { } element) continue;
            if (!index.TryGetValue(element, out var items)) index.Add(element, items = []);
            items.Add(item);
        }
        return index;
    }

    private void Visit(FieldElement element, Node? before, Node? after, KubeValue? type)
    {
        if (type is null) return;
        _path.Add(element);
        Visit(before, after, type);
        _path.RemoveAt(_path.Count - 1);
    }

    private bool Leaf(Node? before, Node? after)
    {
        if (before is null) Include(_added);
        else if (after is null) Include(_removed);
        else if (!Node.DeepEquals(before, after)) Include(_modified);
        return true;
    }

    private void Mark(FieldElement element, FieldSetBuilder set)
    {
        _path.Add(element);
        Include(set);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Include(FieldSetBuilder set) => set.At(_path).Include();

    private static bool IsEmpty(ListNode? list) => list is null or { Items.Length: 0 };

    private static bool IsEmpty(MapNode? map) => map is null or { Entries.Length: 0 };
}
