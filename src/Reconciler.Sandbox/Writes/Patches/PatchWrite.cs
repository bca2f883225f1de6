using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A JSON, merge or strategic patch of the live object.</summary>
internal static class PatchWrite
{
    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        if (request.Live is not { } live) throw new RefusedWriteException(Refusals.NotFound(context.Kind, request.Name));
        var patched = Patched(context, live);
        var shown = request.Verb == WriteVerb.StrategicPatch ? GoText.Plain(request.Body) : GoText.Json(patched);
        if (patched is not MapNode map) throw new RefusedWriteException(Refusals.InvalidPatch(shown, $"couldn't get version/kind; json parse error: json: cannot unmarshal {Decoding.GoPath.KindOf(patched)} into Go value"));
        var read = context.Read(map.AsKind(context.Kind));
        if (read.Problem is { } problem) throw new RefusedWriteException(Refusals.InvalidPatch(shown, problem));
        ReportStrict(context, read, shown);
        var body = context.Default(read.Body).InNamespace(request).WithNameOf(request);
        return context.Tracker.Update(live, body, request.FieldManager, isCreate: false);
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

    private static void ReportStrict(WriteContext context, Decoding.ReadObject read, string shown)
    {
        var request = context.Request;
        var strict = request.DuplicateFields.Select(field => $"duplicate field {GoText.Quote(field)}").Concat(read.UnknownFields.Select(field => $"unknown field {GoText.Quote(field)}")).ToList();
        if (strict.Count > 0 && request.FieldValidation == "Strict") throw new RefusedWriteException(Refusals.InvalidPatch(shown, $"strict decoding error: {string.Join(", ", strict)}"));
        if (request.FieldValidation == "Warn")
            foreach (var warning in strict) context.Warn(warning);
    }
}
