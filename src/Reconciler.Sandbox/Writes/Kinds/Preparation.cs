using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>What the server decides about an object before it validates it: status, generation, and what a subresource may touch.</summary>
internal static class Preparation
{
    public static MapNode Create(WriteContext context, MapNode body)
    {
        var kind = context.Kind;
        if (kind.HasStatus && body.Has("status") && !KindFacts.StatusMayBeCreated(kind)) body = WithInitialStatus(context, body);
        return KindFacts.CountsGeneration(kind) ? body.WithMeta("generation", 1) : body;
    }

    public static MapNode Update(WriteContext context, MapNode live, MapNode body)
    {
        var kind = context.Kind;
        if (context.Request.Subresource == "status") body = StatusOnly(context, live, body);
        else if (kind.HasStatus) body = body.WithPartOf(live, "status");
        if (!KindFacts.CountsGeneration(kind) || IsSameWish(context, live, body)) return body;
        return body.WithMeta("generation", (live.Metadata().Int("generation")?.Value ?? 0) + 1);
    }

    private static MapNode WithInitialStatus(WriteContext context, MapNode body) =>
        context.Kind.IsCustom ? body.Without("status") : context.Empty["status"] is { } empty ? body.With("status", empty) : body.Without("status");

    private static MapNode StatusOnly(WriteContext context, MapNode live, MapNode body)
    {
        if (context.Kind.IsCustom) return (body["status"] is { } status ? live.With("status", status) : live.Without("status")).WithMeta("managedFields", body.Metadata()["managedFields"]);
        body = body.WithPartOf(live, "spec");
        return KindFacts.StatusKeepsLabels(context.Kind) ? body.WithMeta("labels", live.Metadata()["labels"]) : body;
    }

    /// <summary>For built-in kinds a wish is everything but metadata and status; for custom ones without a status subresource also that.</summary>
    private static bool IsSameWish(WriteContext context, MapNode live, MapNode body) => Node.DeepEquals(Wish(context, live), Wish(context, body));

    private static MapNode Wish(WriteContext context, MapNode body) =>
        new(body.Entries.RemoveAll(entry => entry.Key is "metadata" or "kind" or "apiVersion" || (entry.Key == "status" && (!context.Kind.IsCustom || context.Kind.HasStatus))));
}
