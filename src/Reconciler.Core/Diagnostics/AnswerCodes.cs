namespace Reconciler.Diagnostics;

/// <summary>RCN2201 to RCN2299: what an API server answers to what we ask of it.</summary>
public static class AnswerCodes
{
    public static readonly DiagnosticCode Invalid = new(2201, Severity.Error, "The API server refuses a field",
        "The kind's own rules don't take the value.", "Correct the field that the message names.");

    public static readonly DiagnosticCode Mistake = new(2202, Severity.Error, "The API server can't read a field",
        "The kind has no such field, or the value is of another type.", "Correct the field that the message names.");

    public static readonly DiagnosticCode Policy = new(2203, Severity.Error, "A policy of the cluster refuses the object",
        "An admission webhook, a ValidatingAdmissionPolicy or a built-in check says no.", "Change the object so that the policy is met.");

    public static readonly DiagnosticCode Quota = new(2204, Severity.Error, "A quota of the namespace is used up",
        "A ResourceQuota allows no more of what the object asks for.", "Ask for less, or have the quota raised.");

    public static readonly DiagnosticCode Forbidden = new(2205, Severity.Error, "The credentials don't allow that",
        "The user of the kubeconfig lacks a right.", "Grant the verb on the resource that the message names.");

    public static readonly DiagnosticCode NamespaceMissing = new(2206, Severity.Error, "A namespace is not there",
        "The object lies in a namespace that the cluster doesn't have and the source doesn't make.", "Make the namespace, or set namespaces: create in the Environment.");

    public static readonly DiagnosticCode NamespaceTerminating = new(2207, Severity.Error, "A namespace is being deleted",
        "Nothing can be made in it until it is gone.", "Wait until it is gone, and apply again.");

    public static readonly DiagnosticCode KindNotServed = new(2208, Severity.Error, "The cluster has no such kind",
        "Its CustomResourceDefinition is not installed, or not at this version.", "Install what brings the kind, with a Chart or as a manifest.");

    public static readonly DiagnosticCode TooLarge = new(2209, Severity.Error, "An object is too large",
        "An object of Kubernetes can have about 1.5 MB, and a ConfigMap or Secret 1 MiB of data.", "Make it smaller, or split it.");

    public static readonly DiagnosticCode Unanswered = new(2210, Severity.Error, "The API server gave no useful answer",
        "It was not reachable, too busy, failed, or a webhook that has to be asked is down.", "Try again; look at the API server if it stays so.");

    public static readonly DiagnosticCode Immutable = new(2211, Severity.Error, "A field can't be changed",
        "Kubernetes doesn't allow the change of an object that exists.", "Undo the change, or make an object of another name.");

    public static readonly DiagnosticCode Warning = new(2212, Severity.Warning, "The API server warns",
        "An apply would be taken, with a warning.", "Read the warning; it comes from the API server, a policy or a webhook.");

    public static readonly DiagnosticCode DeleteRefused = new(2213, Severity.Error, "The API server refuses a deletion",
        "A webhook, a policy or missing rights keep the object.", "Mend what the message names.");

    public static readonly DiagnosticCode SecretMissing = new(2214, Severity.Error, "A secret value can't be read",
        "A spec takes a value from a Secret of the system namespace, and the Secret or its key is not there or may not be read.", "Make the Secret, or correct the name and key in the spec.");
}
