using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Ownership;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A server-side apply: what the manager wants is merged into the live object, or creates it.</summary>
internal static class ApplyWrite
{
    private const string ByKubectl = "kubectl";

    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        if (request.FieldManager.Length == 0)
            throw new RefusedWriteException(Refusals.Invalid("meta.k8s.io", "PatchOptions", "", [FieldError.Required("fieldManager", "is required for apply patch")]));
        var applied = Applied(context);
        if (request.Live is null && request.Subresource.Length > 0) throw new RefusedWriteException(Refusals.NotFound(context.Kind, request.Name));
        var live = request.Live ?? context.Empty;
        var merged = Merge(context, live, applied);
        if (request.DuplicateFields.Length > 0) ReportDuplicates(context);
        if (request.Live is null && merged.Meta("uid") is { } uid)
        {
            throw new RefusedWriteException(Refusals.Conflict(context.Kind, request.Name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found"));
        }
        merged = merged.InNamespace(request).WithNameOf(request);
        return request.Live is null ? merged.WithoutSystemFields().WithMeta("resourceVersion", null) : merged;
    }

    private static MapNode Applied(WriteContext context)
    {
        if (context.Request.Body is not MapNode applied)
            throw new RefusedWriteException(Refusals.BadRequest($"error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {Decoding.GoPath.KindOf(context.Request.Body)} into Go value of type map[string]interface {{}}"));
        var (apiVersion, kind) = (applied.Text("apiVersion")?.Value ?? "", applied.Text("kind")?.Value ?? "");
        if (apiVersion != context.Kind.ApiVersion || kind != context.Kind.Kind.Kind)
            throw new RefusedWriteException(Refusals.BadRequest($"invalid object type: {Refusals.VersionKind(apiVersion, kind)}"));
        if (!applied.Metadata()["managedFields"].IsNullOrMissing()) throw new RefusedWriteException(Refusals.BadRequest("metadata.managedFields must be nil"));
        return applied;
    }

    private static MapNode Merge(WriteContext context, MapNode live, MapNode applied)
    {
        var request = context.Request;
        if (TypedCheck.Check(applied, context.RootValue, allowsDuplicates: false) is { } problem)
            throw new RefusedWriteException(Refusals.Plain($"failed to create typed patch object ({Refusals.Subject(applied)}): {problem}"));
        var outcome = context.Tracker.Apply(live, context.Empty, applied, request.FieldManager, request.Force);
        if (outcome.Conflicts.Count > 0 && request.FieldManager == ByKubectl)
        {
            var remaining = LastApplied.Unresolved(outcome.Conflicts, live, context);
            outcome = remaining.Count == 0 ? context.Tracker.Apply(live, context.Empty, applied, request.FieldManager, force: true) : outcome with { Conflicts = remaining };
        }
        if (outcome.Conflicts.Count > 0) throw new RefusedWriteException(Refusals.ApplyConflict(outcome.Conflicts));
        var read = context.Read(outcome.Merged!);
        if (read.Problem is { } wrong)
            throw new RefusedWriteException(Refusals.Plain($"failed to convert new object ({Refusals.Subject(applied)}) to proper version: unable to convert unstructured object to {Refusals.VersionKind(context.Kind.ApiVersion, context.Kind.Kind.Kind)}: {Converted(wrong)}"));
        var merged = context.Default(read.Body);
        return request.FieldManager == ByKubectl && LastApplied.Of(merged) is not null ? LastApplied.Renew(merged, applied) : merged;
    }

    /// <summary>An apply is converted from a tree and not read from text, so two mistakes are worded in another way.</summary>
    private static string Converted(string problem) => problem switch
    {
        _ when problem.StartsWith("illegal base64", StringComparison.Ordinal) => $"error decoding from json: {problem}",
        _ when problem.StartsWith("json: cannot unmarshal number ", StringComparison.Ordinal) && problem[^6..] is " int32" or " int64" => $"cannot convert float64 to {problem[^5..]}",
        _ => problem,
    };

    private static void ReportDuplicates(WriteContext context)
    {
        // the server reads what is applied as YAML, also where it is JSON, which is one line
        var lines = context.Request.DuplicateFields.Select(field => field.StartsWith("line ", StringComparison.Ordinal) ? field : $"line 1: key {GoText.Quote(field[(field.LastIndexOf('.') + 1)..])} already set in map").ToList();
        if (context.Request.FieldValidation == "Strict")
            throw new RefusedWriteException(Refusals.BadRequest($"error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  {string.Join("\n  ", lines)}"));
        if (context.Request.FieldValidation == "Warn")
            foreach (var line in lines) context.Warn(line);
    }
}
