using System.Collections.Immutable;
using Reconciler.Diagnostics;

namespace Reconciler.Kube;

/// <summary>One field that the server refuses, as it names it: spec.containers[0].image.</summary>
public sealed record FieldCause(string? Reason, string? Field, string Message);

/// <summary>A field that another manager owns: .data.a, owned by kubectl-edit.</summary>
public sealed record ConflictingField(string Field, string Manager, string? Subresource, string? ApiVersion);

/// <summary>A mistake in an applied object, at its path: .spec.template.spec.containers[name="c"].foo.</summary>
public sealed record FieldMistake(string Path, string Message);

/// <summary>
/// Why a request did not do what was asked, sorted by what has to be done about it. <see cref="Subject"/> names the object
/// that was asked for, <see cref="Message"/> is the server's own text.
/// </summary>
public abstract record KubeError
{
    private KubeError() { }

    /// <summary>What was asked for: "deployments.apps shop/web".</summary>
    public string Subject { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>The HTTP status, or 0 where there was no answer.</summary>
    public int Code { get; init; }

    /// <summary>The server's reason, as it wrote it.</summary>
    public string? Reason { get; init; }

    public sealed override string ToString() => $"{Subject}: {Message}";

    /// <summary>The applied object is wrong. Comes as 500 without a reason, and is permanent all the same.</summary>
    public sealed record SpecMistake(ImmutableArray<FieldMistake> Mistakes) : KubeError;

    /// <summary>The object is refused by the kind's own rules, with a cause for each field.</summary>
    public sealed record Invalid(ImmutableArray<FieldCause> Causes) : KubeError;

    /// <summary>The request itself is wrong: 400.</summary>
    public sealed record BadRequest : KubeError;

    /// <summary>The object, or the request, is larger than the server takes.</summary>
    public sealed record TooLarge : KubeError;

    /// <summary>The user may not do that. What could not be seen is unknown, not absent.</summary>
    public sealed record Forbidden : KubeError;

    /// <summary>The server does not know who asks, also after the credentials were renewed.</summary>
    public sealed record Unauthorized : KubeError;

    /// <summary>The credentials could not be had: a plugin failed, or a token file is gone.</summary>
    public sealed record CredentialsFailed(Diagnostic Problem) : KubeError;

    /// <summary>A ResourceQuota of the namespace is used up.</summary>
    public sealed record QuotaExceeded : KubeError;

    /// <summary>An admission webhook said no.</summary>
    public sealed record WebhookDenied(string Webhook) : KubeError;

    /// <summary>A ValidatingAdmissionPolicy said no.</summary>
    public sealed record PolicyDenied(string Policy) : KubeError;

    /// <summary>A built-in admission check said no: PodSecurity, LimitRange, a protected object.</summary>
    public sealed record AdmissionRefused : KubeError;

    /// <summary>The namespace is being deleted: wait until it is gone.</summary>
    public sealed record NamespaceTerminating : KubeError;

    /// <summary>The namespace that the object should be in is not there.</summary>
    public sealed record NamespaceMissing(string Namespace) : KubeError;

    /// <summary>There is no such object.</summary>
    public sealed record NotFound : KubeError;

    /// <summary>The server has no such kind: its CustomResourceDefinition is missing, not yet served, or gone.</summary>
    public sealed record KindNotServed : KubeError;

    /// <summary>The kind doesn't have this verb: 405.</summary>
    public sealed record VerbNotServed : KubeError;

    /// <summary>An object of that name is there already.</summary>
    public sealed record AlreadyExists : KubeError;

    /// <summary>Other managers own fields that the apply would change.</summary>
    public sealed record FieldConflict(ImmutableArray<ConflictingField> Fields) : KubeError;

    /// <summary>The object is not the one that was seen, or has changed since: read again and decide again.</summary>
    public sealed record Stale : KubeError;

    /// <summary>An object of that name exists with another UID: it was deleted and made anew since it was seen.</summary>
    public sealed record Recreated : KubeError;

    /// <summary>A PodDisruptionBudget does not allow the eviction now.</summary>
    public sealed record BudgetBlocked : KubeError;

    /// <summary>The resourceVersion or continue token is too old: list anew.</summary>
    public sealed record Expired : KubeError;

    /// <summary>The resourceVersion is one that this server has not seen: list anew without it.</summary>
    public sealed record VersionTooLarge : KubeError;

    /// <summary>A webhook or policy that has to be asked does not answer.</summary>
    public sealed record AdmissionDown : KubeError;

    /// <summary>The aggregated API server behind this group does not answer.</summary>
    public sealed record ApiDown : KubeError;

    /// <summary>The server is too busy, also after some patience.</summary>
    public sealed record TooManyRequests : KubeError;

    /// <summary>The server can't serve the request now: 503.</summary>
    public sealed record Unavailable : KubeError;

    /// <summary>The server ran out of time: a write may have happened.</summary>
    public sealed record TimedOut : KubeError;

    /// <summary>The server failed: 500, and it is no mistake of the spec.</summary>
    public sealed record ServerFailed : KubeError;

    /// <summary>No answer came. <see cref="IsSent"/> says whether the server may have acted on the request.</summary>
    public sealed record ConnectionFailed(bool IsSent) : KubeError;

    /// <summary>The server's certificate is not trusted, or is for another name.</summary>
    public sealed record Untrusted : KubeError;

    /// <summary>An answer that is none of the above, or can't be read.</summary>
    public sealed record Unexpected : KubeError;
}
