using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>Reads the body of a POST or PUT: its kind, its types, what is unknown in it, and its defaults.</summary>
internal static class BodyReader
{
    public static MapNode Read(WriteContext context)
    {
        var request = context.Request;
        if (request.Body is not MapNode body)
            throw new RefusedWriteException(Refusals.BadRequest($"the object provided is unrecognized (must be of type {context.Kind.Kind.Kind}): couldn't get version/kind; json parse error: json: cannot unmarshal {Decoding.GoPath.KindOf(request.Body)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}"));
        body = body.AsKind(context.Kind);
        var read = context.Read(body);
        if (read.Problem is { } problem) throw new RefusedWriteException(Unreadable(context, problem));
        var isYaml = request.DuplicateFields.Any(field => field.StartsWith("line ", StringComparison.Ordinal));
        List<string> strict = [.. request.DuplicateFields.Select(field => isYaml ? field : $"duplicate field {GoText.Quote(field)}"), .. read.UnknownFields.Select(field => $"unknown field {GoText.Quote(field)}")];
        if (strict.Count > 0 && request.FieldValidation == "Strict")
        {
            var lines = isYaml ? $"yaml: unmarshal errors:\n  {string.Join("\n  ", request.DuplicateFields)}" : null;
            throw new RefusedWriteException(Unreadable(context, $"strict decoding error: {string.Join(", ", lines is null ? strict : strict.Skip(request.DuplicateFields.Length).Prepend(lines))}"));
        }
        if (request.FieldValidation == "Warn")
            foreach (var warning in strict) context.Warn(warning);
        return OwnerReferences.Deduplicate(context, context.Default(read.Body));
    }

    private static Api.ApiStatus Unreadable(WriteContext context, string problem)
    {
        var kind = context.Kind.Kind.Kind;
        return Refusals.BadRequest($"{kind} in version {GoText.Quote(ObjectMeta.VersionOf(context.Kind.ApiVersion))} cannot be handled as a {kind}: {problem}");
    }
}
