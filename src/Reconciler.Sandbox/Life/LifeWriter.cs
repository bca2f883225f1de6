using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Life;

/// <summary>Brings plans into a transaction in the way in which requests are written, so that ownership, admission and validation see them too.</summary>
internal sealed class LifeWriter(Cluster cluster, StoreTransaction transaction, LifeEngine engine)
{
    /// <summary>Writes a plan up to the first refusal; the rest is decided again.</summary>
    public void Write(LifePlan plan)
    {
        foreach (var write in plan.Writes)
        {
            if (Do(write) is not { } refusal) continue;
            Refuse(plan, write, refusal);
            return;
        }
        if (plan.Writes.Any(write => write is LifeWrite.Create)) engine.Accept(plan.About);
    }

    private void Refuse(LifePlan plan, LifeWrite write, ApiStatus refusal)
    {
        if (write is not LifeWrite.Create create || refusal.Code is 409)
        {
            if (refusal.Code is 409 or 404) engine.Retry(plan.About);
            return;
        }
        engine.Refuse(plan.About, refusal);
        // a namespace that ends is no news
        if (refusal.Causes.Any(cause => cause.Reason == "NamespaceTerminating") || engine.View.Find(plan.About) is not { } about) return;
        Do(new LifeWrite.Note(new ObjectPlace("events", about.MetaText("namespace") ?? "default", ""), write.Manager, about, plan.Component, "Warning", "FailedCreate",
            $"{(create.Place.Resource == "pods" ? "Error creating" : $"Error creating {create.Body.Text("kind")?.Value}")}: {refusal.Message}"));
    }

    private ApiStatus? Do(LifeWrite write) => write switch
    {
        LifeWrite.Create create => Call(WriteVerb.Create, create, create.Body, ""),
        LifeWrite.Update update => Call(WriteVerb.Update, update, update.Body, ""),
        LifeWrite.Status status => Call(WriteVerb.Update, status, status.Body, "status"),
        LifeWrite.Scale scale => Call(WriteVerb.Update, scale, ScaleOf(scale), "scale"),
        LifeWrite.Bind bind => Bind(bind),
        LifeWrite.Delete delete => Delete(delete),
        LifeWrite.Note note => Note(note),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private ApiStatus? Call(WriteVerb verb, LifeWrite write, MapNode body, string subresource)
    {
        if (ResourceOf(write.Place.Resource, subresource == "scale" ? null : body) is not { } resource) return null;
        var answer = cluster.Writer.Write(transaction, new WriteCall(verb, resource, write.Place.Namespace, write.Place.Name, body) { FieldManager = write.Manager, Subresource = subresource });
        return answer is WriteAnswer.Refused refused ? refused.Status : null;
    }

    private ServedResource? ResourceOf(string storageName, MapNode? body)
    {
        var resources = cluster.ResourcesOf(transaction.State);
        if (resources.Stored(storageName) is not { } stored || body.Text("apiVersion")?.Value is not { } version || version == stored.Kind.ApiVersion) return resources.Stored(storageName);
        return resources.Find(ObjectKey.GroupOf(version), version[(version.IndexOf('/', StringComparison.Ordinal) + 1)..], stored.Kind.Resource) ?? stored;
    }

    private static MapNode ScaleOf(LifeWrite.Scale scale) => new MapBuilder
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new MapBuilder { ["name"] = scale.Place.Name, ["namespace"] = scale.Place.Namespace },
        ["spec"] = new MapBuilder { ["replicas"] = scale.Replicas },
    }.ToMap();

    private ApiStatus? Bind(LifeWrite.Bind bind)
    {
        if (transaction.Find(bind.Place) is not { } live) return new ApiStatus(404, "NotFound", "");
        if (live.Body.MetaText("resourceVersion") != bind.Body.MetaText("resourceVersion")) return new ApiStatus(409, "Conflict", "");
        transaction.Put(bind.Place, bind.Body);
        return null;
    }

    private ApiStatus? Delete(LifeWrite.Delete delete)
    {
        if (ResourceOf(delete.Place.Resource, null) is not { } resource) return null;
        var call = new DeleteCall(resource, delete.Place.Namespace, delete.Place.Name) { PreconditionUid = delete.Uid, Propagation = Propagation.Background, GraceSeconds = delete.IsFinal ? 0 : null };
        // what is gone already, or is another by now, needs nothing
        cluster.Deleter.Delete(transaction, call);
        return null;
    }

    private ApiStatus? Note(LifeWrite.Note note)
    {
        var write = EventObject.Of(engine.View, note, place => transaction.Find(place)?.Body);
        // an Event that can't be written is lost, as in every cluster
        _ = Do(write);
        return null;
    }
}
