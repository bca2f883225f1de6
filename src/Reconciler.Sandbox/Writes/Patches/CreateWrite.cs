using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A POST: the object as it came, with defaults, all of it owned by whoever sent it.</summary>
internal static class CreateWrite
{
    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        var body = BodyReader.Read(context).WithoutSystemFields().InNamespace(request);
        if (body.Meta("name") is null && body.Meta("generateName") is null && request.Name.Length == 0) return body;
        if (body.Meta("name") is { } name && request.Live is { } live)
            throw new RefusedWriteException(Refusals.AlreadyExists(context.Kind, name, live.Meta("deletionTimestamp") is not null));
        if (body.Meta("resourceVersion") is not null && !request.IsDryRun) throw new RefusedWriteException(Refusals.Plain("resourceVersion should not be set on objects to be created"));
        var owned = context.Tracker.Update(context.Empty, body, request.FieldManager, isCreate: true);
        return owned.Meta("name") is null ? owned.WithMeta("name", request.Name) : owned;
    }
}
