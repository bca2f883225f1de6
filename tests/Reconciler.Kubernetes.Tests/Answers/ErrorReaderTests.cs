using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes.Answers;

namespace Reconciler.Kubernetes.Tests.Answers;

public sealed class ErrorReaderTests
{
    [Theory]
    [InlineData(500, null, "failed to create typed patch object (a/b; apps/v1, Kind=Deployment): .spec.x: field not declared in schema", "{}", typeof(KubeError.SpecMistake))]
    [InlineData(500, null, "failed to convert new object (a/b; v1, Kind=Secret): .data.x: illegal base64", "{}", typeof(KubeError.SpecMistake))]
    [InlineData(500, "InternalError", "Internal error occurred: failed calling webhook \\\"w.x\\\": connection refused", "{}", typeof(KubeError.AdmissionDown))]
    [InlineData(500, "InternalError", "Internal error occurred: something", "{}", typeof(KubeError.ServerFailed))]
    [InlineData(500, null, "etcdserver: leader changed", "{}", typeof(KubeError.ServerFailed))]
    [InlineData(403, "Forbidden", "pods is forbidden: User \\\"jane\\\" cannot list resource \\\"pods\\\" in API group \\\"\\\" at the cluster scope", "{}", typeof(KubeError.Forbidden))]
    [InlineData(403, "Forbidden", "pods \\\"x\\\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1", "{}", typeof(KubeError.QuotaExceeded))]
    [InlineData(403, "Forbidden", "unable to create new content in namespace x because it is being terminated", """{"causes":[{"reason":"NamespaceTerminating","message":"x","field":"metadata.namespace"}]}""", typeof(KubeError.NamespaceTerminating))]
    [InlineData(403, "Forbidden", "pods \\\"x\\\" is forbidden: violates PodSecurity \\\"restricted:latest\\\"", "{}", typeof(KubeError.AdmissionRefused))]
    [InlineData(403, null, "admission webhook \\\"deny.x.io\\\" denied the request: no", "{}", typeof(KubeError.WebhookDenied))]
    [InlineData(400, "BadRequest", "admission webhook \\\"deny.x.io\\\" denied the request without explanation", "{}", typeof(KubeError.WebhookDenied))]
    [InlineData(422, "Invalid", "configmaps \\\"x\\\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", """{"causes":[{"message":"ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"}]}""", typeof(KubeError.PolicyDenied))]
    [InlineData(422, "Invalid", "x", """{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: 1","field":"spec.replicas"}]}""", typeof(KubeError.Invalid))]
    [InlineData(422, "Invalid", "x", """{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"b\": field is immutable","field":"metadata.uid"}]}""", typeof(KubeError.Recreated))]
    [InlineData(422, "Invalid", "x", """{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: field is immutable","field":"spec.selector"}]}""", typeof(KubeError.Invalid))]
    [InlineData(422, "Invalid", "x", """{"causes":[{"reason":"FieldValueTooLong","message":"Too long: may not be more than 1048576 bytes","field":"data"}]}""", typeof(KubeError.TooLarge))]
    [InlineData(413, "RequestEntityTooLarge", "limit is 3145728", "{}", typeof(KubeError.TooLarge))]
    [InlineData(409, "Conflict", "x", """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"a\" using v1","field":".data.a"}]}""", typeof(KubeError.FieldConflict))]
    [InlineData(409, "Conflict", "the object has been modified", "{}", typeof(KubeError.Stale))]
    [InlineData(409, "Conflict", "uid mismatch: the provided object specified uid a, and no existing object was found", "{}", typeof(KubeError.Stale))]
    [InlineData(409, "AlreadyExists", "configmaps \\\"x\\\" already exists", "{}", typeof(KubeError.AlreadyExists))]
    [InlineData(404, "NotFound", "namespaces \\\"x\\\" not found", """{"kind":"namespaces","name":"x"}""", typeof(KubeError.NamespaceMissing))]
    [InlineData(404, "NotFound", "configmaps \\\"x\\\" not found", """{"kind":"configmaps","name":"x"}""", typeof(KubeError.NotFound))]
    [InlineData(404, "NotFound", "the server could not find the requested resource", "{}", typeof(KubeError.KindNotServed))]
    [InlineData(405, "MethodNotAllowed", "the server does not allow this method", "{}", typeof(KubeError.VerbNotServed))]
    [InlineData(401, "Unauthorized", "Unauthorized", "{}", typeof(KubeError.Unauthorized))]
    [InlineData(400, "BadRequest", "bad", "{}", typeof(KubeError.BadRequest))]
    [InlineData(410, "Expired", "The provided continue parameter is too old", "{}", typeof(KubeError.Expired))]
    [InlineData(429, "TooManyRequests", "x", """{"causes":[{"reason":"DisruptionBudget","message":"x"}]}""", typeof(KubeError.BudgetBlocked))]
    [InlineData(429, "TooManyRequests", "x", "{}", typeof(KubeError.TooManyRequests))]
    [InlineData(503, "ServiceUnavailable", "x", "{}", typeof(KubeError.Unavailable))]
    [InlineData(504, "Timeout", "Too large resource version", """{"causes":[{"reason":"ResourceVersionTooLarge","message":"x"}]}""", typeof(KubeError.VersionTooLarge))]
    [InlineData(504, "Timeout", "x", "{}", typeof(KubeError.TimedOut))]
    [InlineData(418, null, "x", "{}", typeof(KubeError.Unexpected))]
    public void A_refusal_is_sorted_by_what_it_means(int code, string? reason, string message, string details, Type meaning)
    {
        var json = $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}",{{(reason is null ? "" : $"\"reason\":\"{reason}\",")}}"details":{{details}},"code":{{code}}}""";
        var error = Read(code, json);
        Assert.IsType(meaning, error);
        Assert.Equal((code, reason, "configmaps shop/web"), (error.Code, error.Reason, error.Subject));
        Assert.StartsWith("configmaps shop/web: ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "404 page not found\n", typeof(KubeError.KindNotServed))]
    [InlineData(503, "service unavailable\n", typeof(KubeError.ApiDown))]
    [InlineData(502, "<html>", typeof(KubeError.Unavailable))]
    [InlineData(500, "Internal Server Error: \"/x\": panic", typeof(KubeError.ServerFailed))]
    [InlineData(500, "", typeof(KubeError.ServerFailed))]
    [InlineData(403, "{\"no\":\"status\"}", typeof(KubeError.AdmissionRefused))]
    public void An_answer_that_is_no_status_is_sorted_by_its_code(int code, string text, Type meaning)
    {
        var error = Read(code, text);
        Assert.IsType(meaning, error);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void A_missing_namespace_that_was_asked_for_itself_is_an_object_not_found() =>
        Assert.IsType<KubeError.NotFound>(ErrorReader.Read("namespaces x", "namespaces", StatusBody.Read(404, """{"kind":"Status","apiVersion":"v1","reason":"NotFound","details":{"kind":"namespaces","name":"x"},"code":404}"""u8)));

    [Theory]
    [InlineData("conflict with \"kubectl-edit\" using v1", "kubectl-edit", null, "v1")]
    [InlineData("conflict with \"a \\\\\"b\\\\\"\" using apps/v1 at 2001-02-03T04:05:06Z", "a \"b\"", null, "apps/v1")]
    [InlineData("conflict with \"hpa\" with subresource \"scale\" using apps/v1 at 2001-02-03T04:05:06Z", "hpa", "scale", "apps/v1")]
    [InlineData("conflict with \"other\"", "other", null, null)]
    public void A_conflict_names_its_manager(string message, string manager, string? subresource, string? version)
    {
        var text = message.Replace("\\\\", "\\", StringComparison.Ordinal);
        Assert.Equal(new ConflictingField(".data.a", manager, subresource, version), ConflictText.Read(new FieldCause("FieldManagerConflict", ".data.a", text)));
    }

    [Fact]
    public void The_mistakes_of_an_applied_object_are_told_with_their_paths()
    {
        var error = Assert.IsType<KubeError.SpecMistake>(Read(500, """
            {"kind":"Status","apiVersion":"v1","message":"failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): errors:\n  .spec.template.spec.containers[name=\"a: b\"].env: duplicate entries for key [name=\"A\"]\n  .spec.replicas: expected numeric (int or float), got string","code":500}
            """));
        Assert.Equal([".spec.template.spec.containers[name=\"a: b\"].env", ".spec.replicas"], error.Mistakes.Select(mistake => mistake.Path));
        Assert.Equal("duplicate entries for key [name=\"A\"]", error.Mistakes[0].Message);
    }

    [Fact]
    public void Who_said_no_is_told()
    {
        Assert.Equal("deny.x.io", Assert.IsType<KubeError.WebhookDenied>(Read(403, """{"kind":"Status","apiVersion":"v1","message":"admission webhook \"deny.x.io\" denied the request: no","code":403}""")).Webhook);
        Assert.Equal("p", Assert.IsType<KubeError.PolicyDenied>(Read(422, """{"kind":"Status","apiVersion":"v1","reason":"Invalid","message":"ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no","code":422}""")).Policy);
    }

    private static KubeError Read(int code, string body) => ErrorReader.Read("configmaps shop/web", "configmaps", StatusBody.Read(code, Encoding.UTF8.GetBytes(body)));
}
