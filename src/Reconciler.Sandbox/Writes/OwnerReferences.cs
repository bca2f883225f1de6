using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes;

/// <summary>Owners that are named twice count once, with a warning.</summary>
internal static class OwnerReferences
{
    public static MapNode Deduplicate(WriteContext context, MapNode body, string when = "")
    {
        if (body.Metadata().List("ownerReferences") is not { Items.Length: > 1 } owners) return body;
        var kept = ImmutableArray.CreateBuilder<Node>();
        var twice = new List<string>();
        foreach (var owner in owners.Items)
        {
            if (kept.Any(other => Node.DeepEquals(other, owner))) twice.Add((owner as MapNode).Text("uid")?.Value ?? "");
            else kept.Add(owner);
        }
        if (twice.Count == 0) return body;
        context.Warn($".metadata.ownerReferences contains duplicate entries{when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {string.Join(", ", twice)}");
        return body.WithMeta("ownerReferences", new ListNode(kept.ToImmutable()));
    }
}
