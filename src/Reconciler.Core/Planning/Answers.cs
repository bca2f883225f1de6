using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Rendering.Charts;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>An API server's refusals as diagnostics at the lines of the spec that they are about.</summary>
public static class Answers
{
    /// <summary>Why a wanted object can't be applied: one diagnostic for each field that is named, or one for the object.</summary>
    public static ImmutableArray<Diagnostic> Explain(DesiredObject desired, KubeError why) => why switch
    {
        KubeError.Invalid invalid when !invalid.Causes.IsEmpty => [.. invalid.Causes.Select(cause => AtField(AnswerCodes.Invalid, desired, cause.Field, cause.Message)).Distinct()],
        KubeError.SpecMistake mistake when !mistake.Mistakes.IsEmpty => [.. mistake.Mistakes.Select(field => AtField(AnswerCodes.Mistake, desired, field.Path, field.Message)).Distinct()],
        KubeError.NamespaceMissing missing => [At(AnswerCodes.NamespaceMissing, desired, $"the namespace {missing.Namespace} of {desired.Key} is not there", "make the Namespace, or let the Environment create it")],
        KubeError.KindNotServed => [At(AnswerCodes.KindNotServed, desired, $"the cluster has no kind {desired.ApiVersion} {desired.Key.Kind}", HowToBring(desired.Key))],
        _ => [At(CodeOf(why), desired, $"{desired.Key}: {why.Message}", null)],
    };

    private static string HowToBring(ObjectKey key) => ChartKinds.OwnerOf(key.Group) is { } chart
        ? $"write {{apiVersion: {SpecDocument.ApiVersion}, kind: {SpecKind.Chart}, metadata: {{name: {chart}}}}}, or install {chart}"
        : "install what brings it, or put its CustomResourceDefinition or Chart into the source";

    /// <summary>Why something can't be read or listed.</summary>
    public static Diagnostic Unread(string what, KubeError why) => (why is KubeError.Forbidden ? AnswerCodes.Forbidden : AnswerCodes.Unanswered).At(Origin.None, $"{what}: {why}");

    /// <summary>Why an object can't be deleted.</summary>
    public static Diagnostic ExplainDeletion(ObjectKey key, KubeError why) =>
        AnswerCodes.DeleteRefused.At(Origin.None, $"{key} can't be deleted: {why.Message}");

    /// <summary>A warning that came with an answer.</summary>
    public static Diagnostic Warning(DesiredObject desired, string text) => At(AnswerCodes.Warning, desired, $"{desired.Key}: {text}", null);

    /// <summary>Whether the server could not say, rather than saying no: what depends on it is unknown.</summary>
    public static bool IsUnknown(KubeError why) => why is KubeError.Forbidden or KubeError.Unauthorized or KubeError.CredentialsFailed or KubeError.AdmissionDown or KubeError.ApiDown
        or KubeError.TooManyRequests or KubeError.Unavailable or KubeError.TimedOut or KubeError.ServerFailed or KubeError.ConnectionFailed or KubeError.Untrusted or KubeError.Unexpected;

    private static DiagnosticCode CodeOf(KubeError why) => why switch
    {
        KubeError.Invalid => AnswerCodes.Invalid,
        KubeError.SpecMistake or KubeError.BadRequest => AnswerCodes.Mistake,
        KubeError.WebhookDenied or KubeError.PolicyDenied or KubeError.AdmissionRefused => AnswerCodes.Policy,
        KubeError.QuotaExceeded => AnswerCodes.Quota,
        KubeError.Forbidden or KubeError.Unauthorized or KubeError.CredentialsFailed => AnswerCodes.Forbidden,
        KubeError.NamespaceTerminating => AnswerCodes.NamespaceTerminating,
        KubeError.TooLarge => AnswerCodes.TooLarge,
        KubeError.Stale or KubeError.Recreated or KubeError.NotFound or KubeError.AlreadyExists => GuardCodes.Stale,
        _ => AnswerCodes.Unanswered,
    };

    private static Diagnostic AtField(DiagnosticCode code, DesiredObject desired, string? field, string message)
    {
        var place = field is null ? desired.Manifest.Place : CausePath.Place(desired.Manifest.Body, field, desired.Manifest.Place);
        // a refusal repeats the value that it refuses, which in a Secret nobody may see
        var shown = desired.IsSecret ? $"a value is refused" : message;
        return code.At(place, $"{desired.Key}{(field is null ? "" : $" {field.TrimStart('.')}")}: {shown}", field: field?.TrimStart('.'));
    }

    private static Diagnostic At(DiagnosticCode code, DesiredObject desired, string message, string? fix) =>
        code.At(desired.Manifest.Place, desired.IsSecret ? $"{desired.Key}: {code.Title.ToLowerInvariant()}" : message, fix);
}
