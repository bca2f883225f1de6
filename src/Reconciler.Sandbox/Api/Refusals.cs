using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Api;

/// <summary>The refusals that the API server words the same for every kind.</summary>
public static class Refusals
{
    public static ApiStatus NotFound(ServedResource resource, string name) =>
        new(404, "NotFound", $"{resource.Served.QualifiedResource} \"{name}\" not found") { Name = name, Group = resource.Kind.Group, Kind = resource.Kind.Resource };

    public static ApiStatus NamespaceNotFound(string name) => new(404, "NotFound", $"namespaces \"{name}\" not found") { Name = name, Kind = "namespaces" };

    public static ApiStatus AlreadyExists(ServedResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource.Served.QualifiedResource} \"{name}\" already exists") { Name = name, Group = resource.Kind.Group, Kind = resource.Kind.Resource };

    public static ApiStatus Conflict(ServedResource resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.Served.QualifiedResource} \"{name}\": {why}") { Name = name, Group = resource.Kind.Group, Kind = resource.Kind.Resource };

    public static ApiStatus Forbidden(ServedResource resource, string name, string why) =>
        new(403, "Forbidden", $"{resource.Served.QualifiedResource}{Quoted(name)} is forbidden: {why}") { Name = name.Length == 0 ? null : name, Group = resource.Kind.Group, Kind = resource.Kind.Resource };

    public static ApiStatus NamespaceTerminating(ServedResource resource, string name, string inNamespace) =>
        Forbidden(resource, name, $"unable to create new content in namespace {inNamespace} because it is being terminated") with
        {
            Causes = [new StatusCause("NamespaceTerminating", "metadata.namespace", $"namespace {inNamespace} is being terminated")],
        };

    /// <summary>A field of an object or of options that is not legal; kind is as in "Pod" or "PatchOptions.meta.k8s.io".</summary>
    public static ApiStatus Invalid(string group, string kind, string name, StatusCause cause) =>
        new(422, "Invalid", $"{(group.Length == 0 ? kind : $"{kind}.{group}")} \"{name}\" is invalid: {cause.Field}: {cause.Message}") { Name = name, Group = group, Kind = kind, Causes = [cause] };

    public static ApiStatus BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiStatus MethodNotAllowed { get; } = new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { HasDetails = true };

    /// <summary>A path below a group version that leads nowhere.</summary>
    public static ApiStatus NoSuchPath { get; } = new(404, "NotFound", "the server could not find the requested resource") { HasDetails = true };

    public static ApiStatus UnsupportedMediaType(string accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}");

    public static ApiStatus NotAcceptable { get; } =
        new(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");

    public static ApiStatus TooLarge { get; } = new(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");

    public static ApiStatus Expired(string message) => new(410, "Expired", message);

    /// <summary>A resourceVersion that the server has not reached: the caller is ahead, or the store was put back.</summary>
    public static ApiStatus TooLargeVersion(long wanted, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}") { Causes = [new StatusCause("ResourceVersionTooLarge", null, "Too large resource version")], RetryAfterSeconds = 1 };

    public static ApiStatus Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}") { Causes = [new StatusCause(null, null, message)] };

    public static ApiStatus Unauthorized { get; } = new(401, "Unauthorized", "Unauthorized");

    private static string Quoted(string name) => name.Length == 0 ? "" : $" \"{name}\"";
}
