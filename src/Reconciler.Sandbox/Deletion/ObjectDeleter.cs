using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Deletion;

/// <summary>Deletes as the API server does: preconditions, admission, finalizers, grace of pods, and the finalizers of propagation.</summary>
public sealed class ObjectDeleter(Cluster cluster)
{
    public Task<DeleteAnswer> DeleteAsync(DeleteCall call, CancellationToken cancel = default) =>
        call.IsDryRun ? Task.FromResult(cluster.Store.Try(transaction => Delete(transaction, call))) : cluster.Store.WriteAsync(transaction => Delete(transaction, call), cancel);

    /// <summary>The deletion inside a transaction.</summary>
    public DeleteAnswer Delete(StoreTransaction transaction, DeleteCall call)
    {
        var place = call.Resource.Place(call.Namespace, call.Name);
        if (transaction.Find(place) is not { } live) return new DeleteAnswer.Refused(Refusals.NotFound(call.Resource, call.Name));
        var body = Cluster.BodyAs(live, call.Resource);
        if (Preconditions(call, body) is { } conflict) return new DeleteAnswer.Refused(conflict);
        if (call.Resource.StorageName == Namespaces.Resource && call.Name is "default" or "kube-system" or "kube-public")
            return new DeleteAnswer.Refused(Refusals.Forbidden(call.Resource, call.Name, "this namespace may not be deleted"));
        var (refusal, warnings) = Admit(transaction, call, body);
        if (refusal is not null) return new DeleteAnswer.Refused(refusal);
        var dying = Mark(call, body);
        if (DeletionRules.IsFinished(dying, call.Resource))
        {
            if (call.Resource.StorageName == ServiceAddresses.Services && !call.IsDryRun) cluster.Addresses.Forget();
            // what a client sees of an object that goes at once was never marked
            return new DeleteAnswer.Gone(transaction.Delete(place, body)!.Body, warnings);
        }
        return new DeleteAnswer.Dying(Node.DeepEquals(dying, body) ? body : transaction.Put(place, dying).Body, warnings);
    }

    private static ApiStatus? Preconditions(DeleteCall call, MapNode body)
    {
        if (call.PreconditionUid is { } uid && uid != body.UidOf())
            return Conflict(call, $"the UID in the precondition ({uid}) does not match the UID in record ({body.UidOf()}). The object might have been deleted and then recreated");
        if (call.PreconditionVersion is { } version && version != body.MetaText("resourceVersion"))
            return Conflict(call, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({body.MetaText("resourceVersion")}). The object might have been modified");
        return null;
    }

    /// <summary>A precondition that doesn't hold is told by the name of the kind, not of the resource.</summary>
    private static ApiStatus Conflict(DeleteCall call, string why)
    {
        var status = Refusals.Conflict(call.Resource, call.Name, why);
        var kind = call.Resource.Kind.Group.Length == 0 ? call.Resource.Kind.Kind : $"{call.Resource.Kind.Kind}.{call.Resource.Kind.Group}";
        return status with { Message = $"Operation cannot be fulfilled on {kind} \"{call.Name}\": {why}", Kind = call.Resource.Kind.Kind };
    }

    private (ApiStatus? Refusal, ImmutableArray<string> Warnings) Admit(StoreTransaction transaction, DeleteCall call, MapNode body)
    {
        ImmutableArray<string> warnings = [];
        foreach (var admission in cluster.Hooks.Admission)
        {
            var answer = admission(new AdmissionRequest(AdmissionOperation.Delete, call.Resource.Served, call.User, transaction)
            {
                Namespace = call.Namespace,
                Name = call.Name,
                OldObject = body,
                IsDryRun = call.IsDryRun,
            });
            warnings = warnings.AddRange(answer.Warnings);
            if (answer.Refusal is { } refusal) return (refusal, warnings);
        }
        return (null, warnings);
    }

    /// <summary>The object as it is while it goes: marked, with the finalizers that its propagation asks for.</summary>
    private MapNode Mark(DeleteCall call, MapNode body)
    {
        var grace = GracePeriods.Of(call, body);
        var marked = body.WithFinalizers(Finalizers(call, body));
        if (call.Resource.StorageName == CustomResources.Definitions && !body.IsDying())
        {
            marked = CustomResources.WithCondition(marked.WithFinalizers(marked.Finalizers().Append(CustomResources.CleanupFinalizer).Distinct()),
                "Terminating", true, "InstanceDeletionPending", "CustomResourceDefinition marked for deletion", cluster.Now);
        }
        if (body.IsDying())
        {
            // a second deletion can only shorten the grace
            var left = body.Meta().Int("deletionGracePeriodSeconds")?.Value ?? 0;
            return grace < left ? WithGrace(marked, grace) : marked;
        }
        // these two are marked by code of their own, which counts nothing and knows no grace
        if (call.Resource.StorageName is Namespaces.Resource or CustomResources.Definitions)
        {
            marked = marked.WithMeta("deletionTimestamp", Metadata.Time(cluster.Now));
            return call.Resource.StorageName == Namespaces.Resource ? marked.With("status", (body.Map("status") ?? MapNode.Empty).With("phase", "Terminating")) : marked;
        }
        var generation = body.Meta().Int("generation")?.Value;
        if (generation is { } number) marked = marked.WithMeta("generation", number + 1);
        return WithGrace(marked, grace);
    }

    private MapNode WithGrace(MapNode body, int grace) =>
        body.WithMeta("deletionTimestamp", Metadata.Time(cluster.Now.AddSeconds(grace))).WithMeta("deletionGracePeriodSeconds", grace);

    private static IEnumerable<string> Finalizers(DeleteCall call, MapNode body)
    {
        var kept = body.Finalizers().Where(name => name is not DeletionRules.Foreground and not DeletionRules.Orphan);
        return (call.Propagation ?? Default(call, body)) switch
        {
            Propagation.Background => kept,
            Propagation.Foreground => kept.Append(DeletionRules.Foreground),
            Propagation.Orphan => kept.Append(DeletionRules.Orphan),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Propagation Default(DeleteCall call, MapNode body)
    {
        var names = body.Finalizers().ToList();
        if (names.Contains(DeletionRules.Orphan)) return Propagation.Orphan;
        if (names.Contains(DeletionRules.Foreground)) return Propagation.Foreground;
        return call.Resource.StorageName is "jobs.batch" or "replicationcontrollers" ? Propagation.Orphan : Propagation.Background;
    }
}
