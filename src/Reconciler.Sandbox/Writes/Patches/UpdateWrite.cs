using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A PUT: the object as it came takes the place of the live one.</summary>
internal static class UpdateWrite
{
    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        var body = BodyReader.Read(context).InNamespace(request).WithNameOf(request);
        if (request.Live is not { } live)
        {
            if (!Kinds.KindFacts.IsCreatedByUpdate(context.Kind)) throw new RefusedWriteException(Refusals.NotFound(context.Kind, request.Name));
            return context.Tracker.Update(context.Empty, body, request.FieldManager, isCreate: true).WithoutSystemFields();
        }
        if (body.Meta("uid") is { } uid && uid != live.Meta("uid"))
        {
            throw new RefusedWriteException(Refusals.Conflict(context.Kind, request.Name,
                $"StorageError: invalid object, Code: 4, Key: {StorageKey.Of(context.Kind, request.Namespace, request.Name, request.IsDryRun)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Meta("uid")}"));
        }
        return context.Tracker.Update(live, body, request.FieldManager, isCreate: false);
    }
}
