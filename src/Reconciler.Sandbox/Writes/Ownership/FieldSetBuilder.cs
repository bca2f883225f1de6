using System.Collections.Immutable;

namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>Collects paths in any order; <see cref="ToSet"/> makes the set of them.</summary>
internal sealed class FieldSetBuilder
{
    private Dictionary<FieldElement, FieldSetBuilder>? _children;
    private bool _isMember;

    public FieldSetBuilder At(FieldElement element)
    {
        // most paths end without children
        _children ??= [];
        if (!_children.TryGetValue(element, out var child)) _children.Add(element, child = new FieldSetBuilder());
        return child;
    }

    public FieldSetBuilder At(IEnumerable<FieldElement> path) => path.Aggregate(this, (at, element) => at.At(element));

    /// <summary>Puts the path that ends here into the set. The object itself has no path and is never in it.</summary>
    public void Include() => _isMember = true;

    public FieldSet ToSet()
    {
        if (_children is null) return FieldSet.Empty;
        var nodes = ImmutableArray.CreateBuilder<FieldNode>(_children.Count);
        foreach (var (element, child) in _children)
        {
            var below = child.ToSet();
            if (child._isMember || !below.IsEmpty) nodes.Add(new FieldNode(element, child._isMember, below));
        }
        nodes.Sort((left, right) => left.Element.CompareTo(right.Element));
        return FieldSet.Of(nodes.DrainToImmutable());
    }
}
