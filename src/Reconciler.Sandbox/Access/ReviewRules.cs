using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Access;

/// <summary>Questions that can't be answered because they don't say enough, or too much.</summary>
internal static class ReviewRules
{
    public static ApiStatus? Problem(ResourceCall call, MapNode body)
    {
        var spec = body.Map("spec");
        return call.Resource.Kind.Kind switch
        {
            "TokenReview" when string.IsNullOrEmpty(spec.Text("token")?.Value) => Refusals.BadRequest("token is required for TokenReview in authentication"),
            "SelfSubjectRulesReview" when string.IsNullOrEmpty(spec.Text("namespace")?.Value) => Refusals.BadRequest("no namespace on request"),
            "SubjectAccessReview" or "LocalSubjectAccessReview" => Attributes(spec) ?? Subject(spec) ?? Home(call, spec),
            "SelfSubjectAccessReview" => Attributes(spec),
            _ => null,
        };
    }

    private static ApiStatus? Attributes(MapNode? spec)
    {
        var (resource, path) = (spec.Map("resourceAttributes"), spec.Map("nonResourceAttributes"));
        if (resource is not null && path is not null)
            return Invalid("spec.nonResourceAttributes", $"Invalid value: {{\"Path\":\"{path.Text("path")?.Value}\",\"Verb\":\"{path.Text("verb")?.Value}\"}}: cannot be specified in combination with resourceAttributes");
        return resource is null && path is null ? Invalid("spec.resourceAttributes", "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified") : null;
    }

    private static ApiStatus? Subject(MapNode? spec) => string.IsNullOrEmpty(spec.Text("user")?.Value) && !spec.Texts("groups").Any()
        ? Invalid("spec.user", "Invalid value: \"\": at least one of user or group must be specified")
        : null;

    private static ApiStatus? Home(ResourceCall call, MapNode? spec) =>
        call.Resource.IsNamespaced && spec.Map("resourceAttributes").Text("namespace")?.Value is { } asked && asked != call.Namespace
            ? Invalid("spec.resourceAttributes.namespace", $"Invalid value: \"{asked}\": must match metadata.namespace")
            : null;

    private static ApiStatus Invalid(string field, string message) => Refusals.Invalid("authorization.k8s.io", "", "", new StatusCause("FieldValueInvalid", field, message));
}
