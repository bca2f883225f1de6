using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Merging;

/// <summary>A Node with its profile: labels and kubelet arguments by key, ssh by field, taints by key and effect.</summary>
public static class NodeComposition
{
    public static MapNode Compose(SpecDocument node, ImmutableArray<NodeProfileSpec> profiles)
    {
        var profile = profiles.FirstOrDefault(known => known.Name == node.Spec.Text("profile")?.Value)?.Document.Spec;
        var merged = SpecMerge.Merge(Defaults.Node, profile?.Without("sysctls"), node.Spec);
        if (Taints(profile, node.Spec) is { } taints) merged = merged.With("taints", taints);
        if (!merged.Has("nodeName")) merged = merged.With("nodeName", ScalarNode.Of(node.Name, node.Place));
        return SpecMerge.WithoutNulls(merged);
    }

    private static ListNode? Taints(MapNode? profile, MapNode node)
    {
        if (profile.List("taints") is not { } under || node["taints"] is ScalarNode { IsNull: true }) return null;
        if (node.List("taints") is not { } over) return under;
        var replaced = over.Items.OfType<MapNode>().Select(Identity).ToHashSet();
        return new ListNode([.. under.Items.Where(item => item is not MapNode map || !replaced.Contains(Identity(map))), .. over.Items], over.Origin);
    }

    private static (string?, string?) Identity(MapNode taint) => (taint.Text("key")?.Value, taint.Text("effect")?.Value);
}
