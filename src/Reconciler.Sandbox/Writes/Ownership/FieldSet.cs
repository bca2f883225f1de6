using System.Collections.Immutable;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>One step of a set of paths: whether the path that ends here is in the set, and which go on from here.</summary>
internal readonly record struct FieldNode(FieldElement Element, bool IsMember, FieldSet Children);

/// <summary>
/// A set of paths into an object, as managedFields holds it: an immutable tree with its steps in order. That a path is in
/// the set says nothing about the paths above and below it.
/// </summary>
internal sealed class FieldSet
{
    public static readonly FieldSet Empty = new([]);

    private FieldSet(ImmutableArray<FieldNode> nodes) => Nodes = nodes;

    public ImmutableArray<FieldNode> Nodes { get; }

    public bool IsEmpty => Nodes.Length == 0;

    /// <summary>A set of the steps given, which must be in order and without empty ones.</summary>
    public static FieldSet Of(ImmutableArray<FieldNode> nodes) => nodes.Length == 0 ? Empty : new FieldSet(nodes);

    /// <summary>A set of paths of field names, each written with dots.</summary>
    public static FieldSet OfFields(params IEnumerable<string> paths)
    {
        var builder = new FieldSetBuilder();
        foreach (var path in paths) builder.At(path.Split('.').Select(FieldElement.OfField)).Include();
        return builder.ToSet();
    }

    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty) return this;
        return IsEmpty ? other : Combine(other, (mine, theirs) => (mine, theirs) switch
        {
            ({ } a, { } b) => new FieldNode(a.Element, a.IsMember || b.IsMember, a.Children.Union(b.Children)),
            _ => mine ?? theirs,
        });
    }

    public FieldSet Intersect(FieldSet other) => Combine(other, (mine, theirs) =>
        mine is { } a && theirs is { } b ? new FieldNode(a.Element, a.IsMember && b.IsMember, a.Children.Intersect(b.Children)) : null);

    /// <summary>Without the paths of the other set; what lies below those stays.</summary>
    public FieldSet Except(FieldSet other) => IsEmpty || other.IsEmpty ? this : Combine(other, (mine, theirs) => (mine, theirs) switch
    {
        ({ } a, { } b) => new FieldNode(a.Element, a.IsMember && !b.IsMember, a.Children.Except(b.Children)),
        _ => mine,
    });

    /// <summary>Without the paths of the other set and everything below them.</summary>
    public FieldSet ExceptWhole(FieldSet other) => IsEmpty || other.IsEmpty ? this : Combine(other, (mine, theirs) => (mine, theirs) switch
    {
        ({ }, { IsMember: true }) => null,
        ({ } a, { } b) => new FieldNode(a.Element, a.IsMember, a.Children.ExceptWhole(b.Children)),
        _ => mine,
    });

    public FieldNode? Find(FieldElement element)
    {
        var (low, high) = (0, Nodes.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Nodes[middle].Element.CompareTo(element);
            if (order == 0) return Nodes[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    public bool Has(FieldElement element) => Find(element) is { IsMember: true };

    /// <summary>The paths that go on below a step.</summary>
    public FieldSet Below(FieldElement element) => Find(element)?.Children ?? Empty;

    public bool Contains(IEnumerable<FieldElement> path)
    {
        var (set, isMember) = (this, false);
        foreach (var element in path)
        {
            var node = set.Find(element);
            (set, isMember) = (node?.Children ?? Empty, node?.IsMember ?? false);
        }
        return isMember;
    }

    /// <summary>Every path: at each level first those that end there.</summary>
    public IEnumerable<ImmutableArray<FieldElement>> Paths() => Paths([]);

    public bool SetEquals(FieldSet other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (Nodes.Length != other.Nodes.Length) return false;
        for (var i = 0; i < Nodes.Length; i++)
        {
            var (mine, theirs) = (Nodes[i], other.Nodes[i]);
            if (mine.IsMember != theirs.IsMember || !mine.Element.Equals(theirs.Element) || !mine.Children.SetEquals(theirs.Children)) return false;
        }
        return true;
    }

    public override string ToString() => string.Join(' ', Paths().Select(path => string.Concat(path)));

    private IEnumerable<ImmutableArray<FieldElement>> Paths(ImmutableArray<FieldElement> above)
    {
        foreach (var node in Nodes)
            if (node.IsMember) yield return above.Add(node.Element);
        foreach (var node in Nodes)
            foreach (var path in node.Children.Paths(above.Add(node.Element)))
                yield return path;
    }

    private FieldSet Combine(FieldSet other, Func<FieldNode?, FieldNode?, FieldNode?> combine)
    {
        var result = ImmutableArray.CreateBuilder<FieldNode>(Nodes.Length + other.Nodes.Length);
        for (int i = 0, j = 0; i < Nodes.Length || j < other.Nodes.Length;)
        {
            var order = i >= Nodes.Length ? 1 : j >= other.Nodes.Length ? -1 : Nodes[i].Element.CompareTo(other.Nodes[j].Element);
            var combined = combine(order <= 0 ? Nodes[i] : null, order >= 0 ? other.Nodes[j] : null);
            if (combined is { } node && (node.IsMember || !node.Children.IsEmpty)) result.Add(node);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }
        return Of(result.ToImmutable());
    }
}
