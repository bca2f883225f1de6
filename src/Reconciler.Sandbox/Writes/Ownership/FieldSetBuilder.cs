namespace Reconciler.Sandbox.Writes.Ownership;

/// <summary>Collects paths in any order; <see cref="ToSet"/> makes the set of them.</summary>
internal sealed class FieldSetBuilder
{
    private readonly Dictionary<FieldElement, FieldSetBuilder> _children = [];
    private bool _isMember;

    public FieldSetBuilder At(FieldElement element)
    {
        if (!_children.TryGetValue(element, out var child)) _children.Add(element, child = new FieldSetBuilder());
        return child;
    }

    public FieldSetBuilder At(IEnumerable<FieldElement> path) => path.Aggregate(this, (at, element) => at.At(element));

    /// <summary>Puts the path that ends here into the set. The object itself has no path and is never in it.</summary>
    public void Include() => _isMember = true;

    public FieldSet ToSet()
    {
        if (_children.Count == 0) return FieldSet.Empty;
        var nodes = _children
            .Select(child => new FieldNode(child.Key, child.Value._isMember, child.Value.ToSet()))
            .Where(node => node.IsMember || !node.Children.IsEmpty)
            .OrderBy(node => node.Element);
        return FieldSet.Of([.. nodes]);
    }
}
