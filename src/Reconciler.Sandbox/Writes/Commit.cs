using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Kinds;
using Reconciler.Sandbox.Writes.Ownership;
using Reconciler.Sandbox.Writes.Validation;
using Reconciler.Sandbox.Writes.Warnings;

namespace Reconciler.Sandbox.Writes;

/// <summary>
/// The last steps of a write: the version it was made from, what the server keeps for itself, generation, validation, and
/// whether anything changed at all.
/// </summary>
internal static class Commit
{
    public static WriteResult Run(WriteContext context, MapNode written) =>
        context.Request.Live is { } live ? Update(context, live, written) : Create(context, written);

    private static WriteResult.Accepted Create(WriteContext context, MapNode written)
    {
        var body = written
            .WithMeta("creationTimestamp", ManagedFields.TimeOf(context.Request.Now))
            .WithMeta("uid", context.Request.NewUid)
            .WithMeta("resourceVersion", null)
            .WithMeta("generation", null);
        body = Preparation.Create(context, body);
        Refuse(context, body, ObjectValidation.Create(context, body));
        foreach (var warning in ObjectWarnings.Create(context, body)) context.Warn(warning);
        body = Preparation.Finish(context, null, body);
        return new WriteResult.Accepted(body, IsCreated: true, IsNoChange: false, context.Warnings);
    }

    private static WriteResult.Accepted Update(WriteContext context, MapNode live, MapNode written)
    {
        CheckVersion(context, live, written);
        var body = written
            .WithMeta("resourceVersion", live.Metadata()["resourceVersion"])
            .WithMeta("generation", live.Metadata()["generation"]);
        if (body.Meta("uid") is null) body = body.WithMeta("uid", live.Meta("uid"));
        body = body.WithMeta("creationTimestamp", live.Meta("creationTimestamp"));
        if (live.Meta("deletionTimestamp") is { } deletion) body = body.WithMeta("deletionTimestamp", deletion);
        if (body.Metadata()["deletionGracePeriodSeconds"] is null) body = body.WithMeta("deletionGracePeriodSeconds", live.Metadata()["deletionGracePeriodSeconds"]);
        body = Preparation.Update(context, live, body);
        Refuse(context, body, ObjectValidation.Update(context, live, body));
        foreach (var warning in ObjectWarnings.Update(context, live, body)) context.Warn(warning);
        body = Preparation.Finish(context, live, body);
        return IsSame(live, body)
            ? new WriteResult.Accepted(live, IsCreated: false, IsNoChange: true, context.Warnings)
            : new WriteResult.Accepted(body, IsCreated: false, IsNoChange: false, context.Warnings);
    }

    private static void CheckVersion(WriteContext context, MapNode live, MapNode written)
    {
        var version = written.Meta("resourceVersion") is { } given && given != "0" ? given : null;
        if (version is null)
        {
            if (!KindFacts.NeedsResourceVersion(context.Kind)) return;
            throw new RefusedWriteException(Refusals.Invalid(context.Kind.Group, context.Kind.Kind.Resource, context.Request.Name,
                [FieldError.Invalid("metadata.resourceVersion", 0L, "must be specified for an update")]));
        }
        if (!ulong.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            throw new RefusedWriteException(Refusals.Plain($"strconv.ParseUint: parsing {GoText.Quote(version)}: invalid syntax"));
        if (version != live.Meta("resourceVersion")) throw new RefusedWriteException(Refusals.Conflict(context.Kind, context.Request.Name, Refusals.ObjectModified));
    }

    private static void Refuse(WriteContext context, MapNode body, IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0) throw new RefusedWriteException(Refusals.Invalid(context.Kind, body.Meta("name") ?? "", errors));
    }

    /// <summary>Times of managers alone are no change.</summary>
    private static bool IsSame(MapNode live, MapNode body) => Node.DeepEquals(WithoutTimes(live), WithoutTimes(body));

    private static MapNode WithoutTimes(MapNode body) => body.Metadata().List("managedFields") is { } managers
        ? body.WithMeta("managedFields", new ListNode([.. managers.Items.Select(item => item is MapNode entry ? entry.Without("time") : item)]))
        : body;
}
