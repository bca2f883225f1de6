using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;
using Refusals = Reconciler.Sandbox.Api.Refusals;

namespace Reconciler.Sandbox.Resources;

/// <summary>One write as somebody asks for it. A create without a name takes it from the body.</summary>
public sealed record WriteCall(WriteVerb Verb, ServedResource Resource, string Namespace, string Name, Node Body)
{
    public string Subresource { get; init; } = "";
    public required string FieldManager { get; init; }
    public ApiUser User { get; init; } = ApiUser.Controller;
    public bool Force { get; init; }
    public string FieldValidation { get; init; } = "Warn";
    public bool IsDryRun { get; init; }

    /// <summary>The paths of keys that the body has twice.</summary>
    public ImmutableArray<string> DuplicateFields { get; init; } = [];
}

/// <summary>What became of a write: the object as it is now, or why nothing was written.</summary>
public abstract record WriteAnswer
{
    private WriteAnswer() { }

    public sealed record Written(MapNode Body, bool IsCreated, ImmutableArray<string> Warnings) : WriteAnswer;

    public sealed record Refused(ApiStatus Status, ImmutableArray<string> Warnings) : WriteAnswer;
}

/// <summary>Takes a write from the request to the store: namespace, merge and validation, admission, and what follows from an update.</summary>
public sealed class ObjectWriter(Cluster cluster)
{
    public Task<WriteAnswer> WriteAsync(WriteCall call, CancellationToken cancel = default) =>
        call.IsDryRun ? Task.FromResult(cluster.Store.Try(transaction => Write(transaction, call))) : cluster.Store.WriteAsync(transaction => Write(transaction, call), cancel);

    /// <summary>The write inside a transaction, for those that write several objects together.</summary>
    public WriteAnswer Write(StoreTransaction transaction, WriteCall call)
    {
        var place = call.Resource.Place(call.Namespace, call.Name);
        var live = call.Name.Length == 0 ? null : transaction.Find(place);
        var result = WritePipeline.Run(Request(transaction, call, live));
        if (live is null && !IsOther(call, result) && NamespaceProblem(transaction.State, call) is { } problem) return Undone(call, new WriteAnswer.Refused(problem, []));
        return result switch
        {
            WriteResult.Refused refused => Undone(call, new WriteAnswer.Refused(refused.Status, refused.Warnings)),
            WriteResult.Accepted { IsNoChange: true } same => new WriteAnswer.Written(same.Body, false, same.Warnings),
            WriteResult.Accepted accepted => Admit(transaction, call, place, live, accepted),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private WriteRequest Request(StoreTransaction transaction, WriteCall call, StoredObject? live) =>
        new(call.Verb, call.Resource.Served, call.Body)
        {
            Live = live is null ? null : Cluster.BodyAs(live, call.Resource),
            Namespace = call.Resource.IsNamespaced ? call.Namespace : "",
            Name = call.Name,
            Subresource = call.Subresource,
            Scale = call.Resource.Scale,
            OtherVersions = call.Resource.Served.IsCustom ? OtherVersions(transaction.State, call.Resource) : [],
            DuplicateFields = call.DuplicateFields,
            FieldManager = call.FieldManager,
            Force = call.Force,
            FieldValidation = call.FieldValidation,
            IsDryRun = call.IsDryRun,
            Now = cluster.Now,
            NewUid = cluster.NewUid(),
            Addresses = call.Resource.StorageName != ServiceAddresses.Services ? ServiceAddresses.Unused
                : call.IsDryRun ? cluster.Addresses.ForDryRun(transaction.State) : cluster.Addresses.ForWrite(transaction.State),
        };

    private WriteAnswer Admit(StoreTransaction transaction, WriteCall call, ObjectPlace place, StoredObject? live, WriteResult.Accepted accepted)
    {
        var (body, warnings) = (accepted.Body, accepted.Warnings);
        foreach (var admission in cluster.Hooks.Admission)
        {
            var answer = admission(new AdmissionRequest(live is null ? AdmissionOperation.Create : AdmissionOperation.Update, call.Resource.Served, call.User, transaction)
            {
                Subresource = call.Subresource,
                Namespace = place.Namespace,
                Name = place.Name,
                Object = body,
                OldObject = live is null ? null : Cluster.BodyAs(live, call.Resource),
                IsDryRun = call.IsDryRun,
            });
            warnings = warnings.AddRange(answer.Warnings);
            if (answer.Refusal is { } refusal) return Undone(call, new WriteAnswer.Refused(refusal, warnings));
            body = answer.Object ?? body;
        }
        return Store(transaction, call, place, body, accepted.IsCreated || live is null, warnings);
    }

    private WriteAnswer.Written Store(StoreTransaction transaction, WriteCall call, ObjectPlace place, MapNode body, bool isCreated, ImmutableArray<string> warnings)
    {
        if (!isCreated && call.Resource.StorageName == ServiceAddresses.Services && !call.IsDryRun) cluster.Addresses.Forget();
        body = isCreated ? NewObjects.Complete(body, call.Resource) : NewObjects.Changed(body, call.Resource);
        // a dying object goes with the update that takes its last finalizer away
        if (!isCreated && DeletionRules.IsFinished(body, call.Resource))
            return new WriteAnswer.Written(transaction.Delete(place, body)!.Body, false, warnings);
        var stored = transaction.Put(place, body).Body;
        // a dry run has nothing to number: a new object has no version then, and an old one keeps its own
        return new WriteAnswer.Written(call.IsDryRun ? Metadata.WithMeta(stored, "resourceVersion", body.Meta()["resourceVersion"]) : stored, isCreated, warnings);
    }

    /// <summary>A Service that was refused may have taken addresses from the pool.</summary>
    private WriteAnswer.Refused Undone(WriteCall call, WriteAnswer.Refused refused)
    {
        if (call.Resource.StorageName == ServiceAddresses.Services && !call.IsDryRun) cluster.Addresses.Forget();
        return refused;
    }

    /// <summary>Why nothing can be created in a namespace: it isn't there, or it is going away.</summary>
    private static ApiStatus? NamespaceProblem(StoreState state, WriteCall call)
    {
        if (!call.Resource.IsNamespaced) return null;
        if (state.Find(new ObjectPlace(Namespaces.Resource, "", call.Namespace)) is not { } home) return Refusals.NamespaceNotFound(call.Namespace);
        return home.Body.IsDying() ? Refusals.NamespaceTerminating(call.Resource, call.Name, call.Namespace) : null;
    }

    /// <summary>
    /// Whether the namespace doesn't matter: what can't even be read is refused before anybody looks for it, and what should be changed is missed first.
    /// </summary>
    private static bool IsOther(WriteCall call, WriteResult result) =>
        result is WriteResult.Refused { Status.Code: 400 or 415 or 500 } || (result is WriteResult.Refused { Status.Code: 404 } && call.Verb is not (WriteVerb.Create or WriteVerb.Apply));

    private ImmutableArray<ServedKind> OtherVersions(StoreState state, ServedResource resource) =>
        [.. cluster.ResourcesOf(state).All.Where(other => other.StorageName == resource.StorageName && other.Kind.Version != resource.Kind.Version).Select(other => other.Served)];
}
