using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Resources;

/// <summary>Creates and replaces without any rules: what the server writes with until the real pipeline is there.</summary>
internal static class MinimalPipeline
{
    public static WriteResult Run(WriteRequest request)
    {
        if (request.Body is not MapNode body) return new WriteResult.Refused(Refusals.BadRequest("not an object"));
        if (request.Live is { } live) return Change(request, live, body);
        var meta = body.Meta().With("name", request.Name).With("uid", request.NewUid).With("creationTimestamp", Metadata.Time(request.Now)).With("generation", 1);
        if (request.Namespace.Length > 0) meta = meta.With("namespace", request.Namespace);
        return new WriteResult.Accepted(body.With("apiVersion", request.Kind.ApiVersion).With("kind", request.Kind.Kind.Kind).With("metadata", meta), true, false, []);
    }

    private static WriteResult.Accepted Change(WriteRequest request, MapNode live, MapNode body)
    {
        var changed = request.Verb == WriteVerb.Update ? body.With("metadata", Merge(live.Meta(), body.Meta())) : Merge(live, body);
        if (request.Subresource == "status") changed = live.With("status", changed["status"] ?? MapNode.Empty);
        if (request.Verb == WriteVerb.Update && body.Meta()["finalizers"] is null) changed = changed.WithMeta("finalizers", null);
        return new WriteResult.Accepted(changed, false, Node.DeepEquals(changed, live), []);
    }

    private static MapNode Merge(MapNode live, MapNode patch)
    {
        foreach (var entry in patch.Entries)
        {
            live = entry.Value switch
            {
                ScalarNode { IsNull: true } => live.Without(entry.Key),
                MapNode map when live[entry.Key] is MapNode inner => live.With(entry.Key, Merge(inner, map)),
                _ => live.With(entry.Key, entry.Value),
            };
        }
        return live;
    }
}
