using System.Collections.Immutable;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Answers;

/// <summary>
/// Sorts refusals by what they mean. The status code alone does not tell: a mistake in the spec comes as 500, a kind that
/// is not served and an object that is not there both come as 404, five different things as 403.
/// </summary>
internal static class ErrorReader
{
    private const string PolicyMark = "ValidatingAdmissionPolicy '";
    private const string WebhookMark = "admission webhook \"";

    /// <summary>The meaning of an answer to a request that was about <paramref name="subject"/>, of the plural <paramref name="resource"/>.</summary>
    public static KubeError Read(string subject, string? resource, StatusBody body)
    {
        var error = Denied(body) ?? Sort(resource, body);
        return error with { Subject = subject, Message = body.Message, Code = body.Code, Reason = body.Reason };
    }

    private static KubeError Sort(string? resource, StatusBody body) => body.Code switch
    {
        400 => new KubeError.BadRequest(),
        401 => new KubeError.Unauthorized(),
        403 => Refused(body),
        404 => Missing(resource, body),
        405 => new KubeError.VerbNotServed(),
        409 => Conflict(body),
        410 => new KubeError.Expired(),
        413 => new KubeError.TooLarge(),
        422 => Unprocessable(body),
        429 when body.HasCause("DisruptionBudget") => new KubeError.BudgetBlocked(),
        429 => new KubeError.TooManyRequests(),
        500 => Failed(body),
        503 when !body.IsStatus => new KubeError.ApiDown(),
        502 or 503 => new KubeError.Unavailable(),
        504 when body.HasCause("ResourceVersionTooLarge") => new KubeError.VersionTooLarge(),
        408 or 504 => new KubeError.TimedOut(),
        _ => new KubeError.Unexpected(),
    };

    /// <summary>Webhooks and policies choose their own code and reason, so their text goes first.</summary>
    private static KubeError? Denied(StatusBody body)
    {
        var texts = body.Causes.Select(cause => cause.Message).Prepend(body.Message).ToImmutableArray();
        if (Quoted(texts, PolicyMark, '\'') is { } policy && body.Code < 500) return new KubeError.PolicyDenied(policy);
        if (Quoted(texts, WebhookMark, '"') is { } webhook && body.Message.Contains("denied the request", StringComparison.Ordinal)) return new KubeError.WebhookDenied(webhook);
        return null;
    }

    private static KubeError Refused(StatusBody body)
    {
        if (body.HasCause("NamespaceTerminating")) return new KubeError.NamespaceTerminating();
        if (body.Message.Contains("exceeded quota", StringComparison.Ordinal)) return new KubeError.QuotaExceeded();
        var isRights = body.Message.Contains("User \"", StringComparison.Ordinal) && body.Message.Contains("\" cannot ", StringComparison.Ordinal);
        return isRights ? new KubeError.Forbidden() : new KubeError.AdmissionRefused();
    }

    private static KubeError Missing(string? resource, StatusBody body)
    {
        if (!body.IsStatus) return new KubeError.KindNotServed();
        if (body.DetailsKind == "namespaces" && resource != "namespaces") return new KubeError.NamespaceMissing(body.DetailsName ?? "");
        return body.Message == "the server could not find the requested resource" ? new KubeError.KindNotServed() : new KubeError.NotFound();
    }

    private static KubeError Conflict(StatusBody body)
    {
        if (body.Reason == "AlreadyExists") return new KubeError.AlreadyExists();
        var fields = body.Causes.Where(cause => cause.Reason == "FieldManagerConflict").Select(ConflictText.Read).ToImmutableArray();
        return fields.IsEmpty ? new KubeError.Stale() : new KubeError.FieldConflict(fields);
    }

    private static KubeError Unprocessable(StatusBody body)
    {
        if (body.Causes.Any(cause => cause.Field == "metadata.uid" && cause.Message.Contains("field is immutable", StringComparison.Ordinal))) return new KubeError.Recreated();
        var isLength = !body.Causes.IsEmpty && body.Causes.All(cause => cause.Reason == "FieldValueTooLong" || cause.Message.StartsWith("Too long", StringComparison.Ordinal));
        return isLength ? new KubeError.TooLarge() : new KubeError.Invalid(body.Causes);
    }

    private static KubeError Failed(StatusBody body)
    {
        if (body.Message.Contains("request is too large", StringComparison.Ordinal)) return new KubeError.TooLarge();
        if (body.Reason is null && MistakeText.IsMistake(body.Message)) return new KubeError.SpecMistake(MistakeText.Read(body.Message));
        var isAdmission = body.Message.Contains("failed calling webhook", StringComparison.Ordinal) || body.Message.Contains("failed calling admission", StringComparison.Ordinal);
        return isAdmission ? new KubeError.AdmissionDown() : new KubeError.ServerFailed();
    }

    private static string? Quoted(ImmutableArray<string> texts, string mark, char end)
    {
        foreach (var text in texts)
        {
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = text[(at + mark.Length)..];
            return rest.IndexOf(end, StringComparison.Ordinal) is var stop and >= 0 ? rest[..stop] : rest;
        }
        return null;
    }
}
