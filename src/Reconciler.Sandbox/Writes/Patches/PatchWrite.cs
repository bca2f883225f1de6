using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A JSON, merge or strategic patch of the live object.</summary>
internal static class PatchWrite
{
    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        if (request.Live is not { } live) throw new RefusedWriteException(Refusals.NotFound(context.Kind, request.Name));
        var patched = request.Verb == WriteVerb.MergePatch && request.Body is not MapNode ? request.Body : Patched(context, live);
        if (request.Verb == WriteVerb.MergePatch && request.Body is ScalarNode { IsNull: true }) throw new RefusedWriteException(Refusals.BadRequest("Invalid JSON Patch"));
        if (request.Verb == WriteVerb.MergePatch && request.Body is not MapNode)
            throw new RefusedWriteException(Refusals.BadRequest($"error decoding patch: json: cannot unmarshal {Decoding.GoPath.KindOf(request.Body)} into Go value of type map[string]interface {{}}"));
        var shown = request.Verb == WriteVerb.StrategicPatch ? GoText.Plain(request.Body) : GoText.Json(patched);
        if (patched is not MapNode map) throw new RefusedWriteException(Refusals.InvalidPatch(shown, $"couldn't get version/kind; json parse error: json: cannot unmarshal {Decoding.GoPath.KindOf(patched)} into Go value"));
        if (KindProblem(context, map) is { } renamed) throw new RefusedWriteException(renamed);
        var read = context.Read(map.AsKind(context.Kind));
        if (read.Problem is { } problem) throw new RefusedWriteException(Refusals.InvalidPatch(shown, problem));
        ReportStrict(context, read, shown);
        var body = OwnerReferences.Deduplicate(context, context.Default(read.Body), " after mutating admission happens").InNamespace(request).WithNameOf(request);
        return context.Tracker.Update(live, body, request.FieldManager, isCreate: false);
    }

    /// <summary>A patch may not make another kind of an object.</summary>
    private static ApiStatus? KindProblem(WriteContext context, MapNode patched)
    {
        var (apiVersion, kind) = (patched.Text("apiVersion")?.Value ?? "", patched.Text("kind")?.Value ?? "");
        var (wantedVersion, wantedKind) = (context.Kind.ApiVersion, context.Kind.Kind.Kind);
        if ((apiVersion == wantedVersion || apiVersion.Length == 0) && (kind == wantedKind || kind.Length == 0)) return null;
        if (!context.Kind.IsCustom)
            return Refusals.InvalidPatch(GoText.Json(patched), $"no kind {GoText.Quote(kind)} is registered for version {GoText.Quote(apiVersion)} in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
        return Refusals.Invalid(context.Kind.Group, kind, context.Request.Name, [kind != wantedKind
            ? FieldError.Invalid("kind", kind, $"must be {wantedKind}")
            : FieldError.Invalid("apiVersion", apiVersion, $"must be {wantedVersion}")]);
    }

    private static Node Patched(WriteContext context, MapNode live)
    {
        var patch = context.Request.Body;
        switch (context.Request.Verb)
        {
            case WriteVerb.JsonPatch:
                return JsonPatch.Apply(live, patch);
            case WriteVerb.MergePatch:
                return MergePatch.Apply(live, patch);
            default:
                // Custom kinds have no merge keys, so the routes don't take strategic patches for them.
                if (context.Kind.IsCustom) throw new RefusedWriteException(new ApiStatus(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor"));
                if (patch is not MapNode map) throw new RefusedWriteException(Refusals.BadRequest($"json: cannot unmarshal {Decoding.GoPath.KindOf(patch)} into Go value of type map[string]interface {{}}"));
                return StrategicPatch.Apply(live, map, context.Root);
        }
    }

    /// <summary>Keys of JSON patch operations that mean nothing.</summary>
    private static IEnumerable<string> UnknownInPatch(WriteRequest request)
    {
        if (request.Verb != WriteVerb.JsonPatch || request.Body is not ListNode operations) yield break;
        for (var i = 0; i < operations.Items.Length; i++)
            foreach (var entry in (operations.Items[i] as MapNode)?.Entries ?? [])
                if (entry.Key is not ("op" or "path" or "from" or "value")) yield return $"json patch unknown field {GoText.Quote(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{i}].{entry.Key}"))}";
    }

    private static void ReportStrict(WriteContext context, Decoding.ReadObject read, string shown)
    {
        var request = context.Request;
        var prefix = request.Verb == WriteVerb.JsonPatch ? "json patch " : "";
        var strict = request.DuplicateFields.Select(field => $"{prefix}duplicate field {GoText.Quote(field)}").Concat(UnknownInPatch(request)).Concat(read.UnknownFields.Select(field => $"unknown field {GoText.Quote(field)}")).ToList();
        if (strict.Count > 0 && request.FieldValidation == "Strict") throw new RefusedWriteException(Refusals.InvalidPatch(shown, $"strict decoding error: {string.Join(", ", strict)}"));
        if (request.FieldValidation == "Warn")
            foreach (var warning in strict) context.Warn(warning);
    }
}
