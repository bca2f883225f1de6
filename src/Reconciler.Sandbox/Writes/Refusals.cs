using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Writes.Ownership;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes;

/// <summary>Refused writes, as an API server words them: clients read reasons, causes and sometimes messages.</summary>
internal static class Refusals
{
    public const string ObjectModified = "the object has been modified; please apply your changes to the latest version and try again";

    public static ApiStatus BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>What Go code reports as a plain error: a 500 without a reason, also where the mistake is the client's.</summary>
    public static ApiStatus Plain(string message) => new(500, null, message);

    public static ApiStatus Conflict(ServedKind kind, string name, string why) =>
        About(kind, name, new ApiStatus(409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedResource} {GoText.Quote(name)}: {why}"));

    public static ApiStatus NotFound(ServedKind kind, string name) =>
        About(kind, name, new ApiStatus(404, "NotFound", $"{kind.QualifiedResource} {GoText.Quote(name)} not found"));

    public static ApiStatus AlreadyExists(ServedKind kind, string name, bool isDying)
    {
        var message = $"{kind.QualifiedResource} {GoText.Quote(name)} already exists";
        return About(kind, name, new ApiStatus(409, "AlreadyExists", isDying ? $"object is being deleted: {message}" : message));
    }

    public static ApiStatus Forbidden(ServedKind kind, string name, string why) =>
        About(kind, name, new ApiStatus(403, "Forbidden", $"{kind.QualifiedResource} {GoText.Quote(name)} is forbidden: {why}"));

    /// <summary>Fields that are not what they should be, about a kind by its name.</summary>
    public static ApiStatus Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var messages = errors.Select(error => $"{error.Field}: {error.Body}").Distinct(StringComparer.Ordinal).ToList();
        var what = group.Length == 0 ? kind : $"{kind}.{group}";
        var all = messages.Count == 1 ? messages[0] : $"[{string.Join(", ", messages)}]";
        return new ApiStatus(422, "Invalid", $"{what} {GoText.Quote(name)} is invalid: {all}")
        {
            Group = group,
            Kind = kind,
            Name = name,
            Causes = [.. errors.Select(error => new StatusCause(error.Reason, error.Field, error.Body))],
        };
    }

    public static ApiStatus Invalid(ServedKind kind, string name, IReadOnlyList<FieldError> errors) => Invalid(kind.Group, kind.Kind.Kind, name, errors);

    /// <summary>A patch whose result can't be read.</summary>
    public static ApiStatus InvalidPatch(string shown, string why) => Invalid("", "", "", [FieldError.Invalid("patch", shown, why)]);

    /// <summary>An apply that would take fields from others.</summary>
    public static ApiStatus ApplyConflict(IReadOnlyList<FieldConflict> conflicts)
    {
        var message = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}"
            : $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', conflicts.GroupBy(conflict => conflict.Manager).SelectMany(manager => manager.Select(conflict => $"- {conflict.Path}").Prepend($"conflicts with {manager.Key}:")))}";
        return new ApiStatus(409, "Conflict", message)
        {
            Causes = [.. conflicts.Select(conflict => new StatusCause("FieldManagerConflict", conflict.Path, $"conflict with {conflict.Manager}"))],
        };
    }

    /// <summary>"default/web; apps/v1, Kind=Deployment": how messages of server-side apply name an object.</summary>
    public static string Subject(MapNode body)
    {
        var apiVersion = body.Text("apiVersion")?.Value ?? "";
        var metadata = body.Map("metadata");
        return $"{metadata.Text("namespace")?.Value}/{metadata.Text("name")?.Value}; {VersionKind(apiVersion, body.Text("kind")?.Value ?? "")}";
    }

    /// <summary>"apps/v1, Kind=Deployment"; the core group has nothing before its slash.</summary>
    public static string VersionKind(string apiVersion, string kind) => $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion : "/" + apiVersion)}, Kind={kind}";

    private static ApiStatus About(ServedKind kind, string name, ApiStatus status) => status with { Group = kind.Group, Kind = kind.Kind.Resource, Name = name };
}
