using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Decoding;
using Reconciler.Sandbox.Writes.Ownership;
using Reconciler.Sandbox.Writes.Patches;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes;

/// <summary>
/// A write to an object's Scale. Its ownership is counted in the terms of the Scale and carried over to the scaled object,
/// where whoever scaled owns the replicas through the subresource scale.
/// </summary>
internal static class ScaleWrite
{
    private static readonly KubeType Type = KubeTypes.Type("io.k8s.api.autoscaling.v1.Scale")!;
    private static readonly KubeObject TypeValue = new(Type, IsAtomic: false);
    private static readonly FieldSet Status = FieldSet.OfFields("status");
    private static readonly FieldSet Replicas = FieldSet.OfFields("spec.replicas");

    public static WriteResult Run(WriteContext context)
    {
        var request = context.Request;
        if (request.Live is not { } live) throw new RefusedWriteException(Refusals.NotFound(context.Kind, request.Name));
        var paths = request.Scale ?? ScaleView.BuiltIn;
        var keys = ScaleView.Keys(paths.SpecReplicas);
        var inParent = FieldSet.OfFields(string.Join('.', keys));
        var parent = ManagedFields.Read(live.Map("metadata")) ?? ManagedFields.None;
        var before = WithManagers(Read(ScaleView.Of(live, request.Scale)), ToScale(parent, inParent));
        var after = Scaled(context, before);
        if (after.Meta("resourceVersion") is { } version && version != live.Meta("resourceVersion"))
            throw new RefusedWriteException(Refusals.Conflict(context.Kind, request.Name, Refusals.ObjectModified));
        if (after.Meta("uid") is { } uid && uid != live.Meta("uid"))
            throw new RefusedWriteException(Refusals.Conflict(context.Kind, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Meta("uid")}"));
        var replicas = after.Path("spec", "replicas") as ScalarNode ?? (ScalarNode)(Node)0;
        if (int.Parse(replicas.Value, CultureInfo.InvariantCulture) < 0)
        {
            if (context.Kind.IsCustom) throw new RefusedWriteException(Refusals.Invalid(context.Kind, request.Name, [FieldError.Invalid(paths.SpecReplicas, long.Parse(replicas.Value, CultureInfo.InvariantCulture), "should be a non-negative integer")]));
            throw new RefusedWriteException(Refusals.Invalid("autoscaling", ScaleView.Kind, request.Name,
                [FieldError.Invalid("spec.replicas", long.Parse(replicas.Value, CultureInfo.InvariantCulture), "must be greater than or equal to 0")]));
        }
        var managers = ToParent(context.Kind.ApiVersion, parent, ManagedFields.Read(after.Map("metadata")) ?? ManagedFields.None, inParent);
        return Commit.Run(context, WithManagers(Set(live, keys, replicas), managers));
    }

    private static MapNode Scaled(WriteContext context, MapNode before)
    {
        var request = context.Request;
        var tracker = new OwnershipTracker(new VersionedTypes(ScaleView.ApiVersion, TypeValue, new Dictionary<string, KubeValue>()), Status, "scale", ManagedFields.TimeOf(request.Now));
        if (request.Verb == WriteVerb.Apply) return Applied(context, tracker, before);
        var written = request.Verb switch
        {
            WriteVerb.Update => request.Body,
            WriteVerb.JsonPatch => JsonPatch.Apply(before, request.Body),
            WriteVerb.MergePatch => MergePatch.Apply(before, request.Body),
            _ => StrategicPatch.Apply(before, request.Body as MapNode ?? MapNode.Empty, Type),
        };
        if (written is not MapNode body) throw new RefusedWriteException(Refusals.BadRequest("the object provided is unrecognized (must be of type Scale)"));
        var read = ObjectReader.Read(body, Type);
        if (read.Problem is { } problem) throw new RefusedWriteException(Refusals.BadRequest($"Scale in version \"v1\" cannot be handled as a Scale: {problem}"));
        List<string> unknown = [.. request.DuplicateFields.Select(field => $"duplicate field {GoText.Quote(field)}"), .. read.UnknownFields.Select(field => $"unknown field {GoText.Quote(field)}")];
        if (unknown.Count > 0 && request.FieldValidation == "Strict") throw new RefusedWriteException(Refusals.BadRequest($"Scale in version \"v1\" cannot be handled as a Scale: strict decoding error: {string.Join(", ", unknown)}"));
        if (request.FieldValidation == "Warn")
            foreach (var warning in unknown) context.Warn(warning);
        return tracker.Update(before, read.Body.InNamespace(request).WithNameOf(request), request.FieldManager, isCreate: false);
    }

    private static MapNode Applied(WriteContext context, OwnershipTracker tracker, MapNode before)
    {
        var request = context.Request;
        if (request.FieldManager.Length == 0)
            throw new RefusedWriteException(Refusals.Invalid("meta.k8s.io", "PatchOptions", "", [FieldError.Required("fieldManager", "is required for apply patch")]));
        var applied = request.Body as MapNode ?? MapNode.Empty;
        if (applied.Text("apiVersion")?.Value != ScaleView.ApiVersion || applied.Text("kind")?.Value != ScaleView.Kind)
            throw new RefusedWriteException(Refusals.BadRequest($"invalid object type: {Refusals.VersionKind(applied.Text("apiVersion")?.Value ?? "", applied.Text("kind")?.Value ?? "")}"));
        // the server can't convert a Scale to a custom kind, and says so as its own mistake
        if (context.Kind.IsCustom)
            throw new RefusedWriteException(Refusals.Plain($"failed to convert new object ({Refusals.Subject(applied)}) to proper version: request to convert CR to an invalid group/version: {ScaleView.ApiVersion}"));
        if (TypedCheck.Check(applied, TypeValue, allowsDuplicates: false) is { } problem)
            throw new RefusedWriteException(Refusals.Plain($"failed to create typed patch object ({Refusals.Subject(applied)}): {problem}"));
        var outcome = tracker.Apply(before, Read(MapNode.Empty), applied, request.FieldManager, request.Force);
        if (outcome.Conflicts.Count > 0) throw new RefusedWriteException(Refusals.ApplyConflict(outcome.Conflicts));
        return Read(outcome.Merged!).InNamespace(request).WithNameOf(request);
    }

    private static MapNode Read(MapNode body) => ObjectReader.Read(body, Type).Body;

    /// <summary>Those who own the replicas, as owners of the Scale's.</summary>
    private static ManagedFields ToScale(ManagedFields parent, FieldSet inParent) => parent.Entries
        .Where(entry => !entry.Value.Fields.Intersect(inParent).IsEmpty)
        .Aggregate(ManagedFields.None, (all, entry) => all.With(entry.Key, entry.Value with { Fields = Replicas, ApiVersion = ScaleView.ApiVersion }));

    private static ManagedFields ToParent(string apiVersion, ManagedFields parent, ManagedFields scale, FieldSet inParent)
    {
        var merged = ManagedFields.None;
        var left = Restored(scale, parent);
        foreach (var (id, entry) in parent.Entries)
        {
            if (entry.Fields.Intersect(inParent).IsEmpty || left.Remove(id)) merged = merged.With(id, entry);
            else merged = merged.With(id, entry with { Fields = entry.Fields.Except(inParent) });
        }
        // The server takes the time from the object's own entries, so a new owner of replicas has none.
        return left.Where(entry => !entry.Value.Fields.Intersect(Replicas).IsEmpty)
            .Aggregate(merged, (all, entry) => all.With(entry.Key, new ManagerEntry(inParent, apiVersion, entry.Value.IsApply)));
    }

    /// <summary>Written out and read back, an updater of the object looks like one of the Scale; it is found again by its name.</summary>
    private static Dictionary<ManagerId, ManagerEntry> Restored(ManagedFields scale, ManagedFields parent)
    {
        var restored = new Dictionary<ManagerId, ManagerEntry>();
        foreach (var (id, entry) in scale.Entries)
        {
            var known = parent.Entries.Keys.FirstOrDefault(other => other.Manager == id.Manager && other.IsApply == id.IsApply && other.Subresource == id.Subresource, id);
            restored[known] = entry;
        }
        return restored;
    }

    private static MapNode WithManagers(MapNode body, ManagedFields managers) => body.WithMeta("managedFields", managers.Write());

    private static MapNode Set(MapNode body, ReadOnlySpan<string> keys, Node value) =>
        keys.Length == 1 ? body.With(keys[0], value) : body.With(keys[0], Set(body.Map(keys[0]) ?? MapNode.Empty, keys[1..], value));
}
