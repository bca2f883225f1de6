using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Kinds;

/// <summary>What the server decides about an object before it validates it: status, generation, and what a subresource may touch.</summary>
internal static class Preparation
{
    public static MapNode Create(WriteContext context, MapNode body)
    {
        var kind = context.Kind;
        if (kind.HasStatus && !KindFacts.StatusMayBeCreated(kind)) body = WithInitialStatus(context, body);
        if (!kind.IsCustom) body = KindPreparation.Create(KindFacts.Key(kind), body, context.Request.Now);
        return KindFacts.CountsGeneration(kind) ? body.WithMeta("generation", 1) : body;
    }

    public static MapNode Update(WriteContext context, MapNode live, MapNode body)
    {
        var kind = context.Kind;
        if (context.Request.Subresource == "status") body = StatusOnly(context, live, body);
        else if (PodParts.IsOne(context.Request.Subresource)) body = PodParts.Take(context.Request.Subresource, live, body);
        else if (kind.HasStatus) body = body.WithPartOf(live, "status");
        if (KindFacts.Key(kind) == "/Service") body = ServiceAddresses.Carry(live, body);
        if (KindFacts.Key(kind) == "apps/DaemonSet" && context.Request.Subresource.Length == 0) body = Counted(live, body);
        if (!KindFacts.CountsGeneration(kind) || KindFacts.Key(kind) == "scheduling.k8s.io/PriorityClass" || IsSameWish(context, live, body)) return body;
        return body.WithMeta("generation", (live.Metadata().Int("generation")?.Value ?? 0) + 1);
    }

    /// <summary>What is only given to an object that will be stored.</summary>
    public static MapNode Finish(WriteContext context, MapNode? live, MapNode body) => KindFacts.Key(context.Kind) switch
    {
        "/Service" when context.Request.Subresource.Length == 0 => ServiceAddresses.Allocate(context, live, body),
        // what is stored doesn't tell an empty list from none
        "rbac.authorization.k8s.io/Role" or "rbac.authorization.k8s.io/ClusterRole" when body["rules"] is ListNode { Items.Length: 0 } => body.With("rules", ScalarNode.Null),
        _ => body,
    };

    private static MapNode WithInitialStatus(WriteContext context, MapNode body)
    {
        if (context.Kind.IsCustom) return body.Has("status") ? body.Without("status") : body;
        return context.Default(context.Empty)["status"] is { } empty ? body.With("status", empty) : body.Has("status") ? body.Without("status") : body;
    }

    /// <summary>A DaemonSet counts its templates, too.</summary>
    private static MapNode Counted(MapNode live, MapNode body)
    {
        var isChanged = !Node.DeepEquals(live.Path("spec", "template"), body.Path("spec", "template"));
        return Defaulting.KindDefaults.WithTemplateGeneration(body, Defaulting.KindDefaults.TemplateGenerationOf(live) + (isChanged ? 1 : 0));
    }

    private static MapNode StatusOnly(WriteContext context, MapNode live, MapNode body)
    {
        if (context.Kind.IsCustom)
        {
            var withStatus = body["status"] is { } status ? live.With("status", status) : live.Has("status") ? live.Without("status") : live;
            return withStatus.WithMeta("managedFields", body.Metadata()["managedFields"]);
        }
        body = body.WithPartOf(live, "spec");
        return KindFacts.StatusKeepsLabels(context.Kind) ? body.WithMeta("labels", live.Metadata()["labels"]) : body;
    }

    /// <summary>For built-in kinds a wish is everything but metadata and status; for custom ones without a status subresource also that. Annotations of a Deployment go to its ReplicaSets, so they count.</summary>
    private static bool IsSameWish(WriteContext context, MapNode live, MapNode body) => Node.DeepEquals(Wish(context, live), Wish(context, body))
        && (KindFacts.Key(context.Kind) != "apps/Deployment" || context.Request.Subresource.Length > 0 || Node.DeepEquals(live.Metadata()["annotations"], body.Metadata()["annotations"]));

    private static MapNode Wish(WriteContext context, MapNode body) =>
        new(body.Entries.RemoveAll(entry => entry.Key is "metadata" or "kind" or "apiVersion" || (entry.Key == "status" && (!context.Kind.IsCustom || context.Kind.HasStatus))));
}
