namespace Reconciler.Diagnostics;

/// <summary>RCN2101 to RCN2149: which cluster, and how to get in.</summary>
public static class ConnectionCodes
{
    public static readonly DiagnosticCode NoCluster = new(2101, Severity.Error, "No cluster is named",
        "There is no kubeconfig file in KUBECONFIG, ~/.kube/config or /etc/rancher/k3s/k3s.yaml, and this does not run inside a cluster.",
        "Name a file with --kubeconfig, or use the embedded cluster with --cluster sandbox.");

    public static readonly DiagnosticCode ConfigMissing = new(2102, Severity.Error, "A kubeconfig file is not there",
        "The file that --kubeconfig names does not exist.", "Correct the path.");

    public static readonly DiagnosticCode ConfigUnreadable = new(2103, Severity.Error, "A kubeconfig file can't be read",
        "The operating system refused to read it, or its text is no kubeconfig.", "Check the file's permissions and its text.");

    public static readonly DiagnosticCode ContextMissing = new(2104, Severity.Error, "The context is not there",
        "No kubeconfig file has a context of that name, or none says which is current.", "Name one of the contexts with --cluster, or set current-context.");

    public static readonly DiagnosticCode EntryMissing = new(2105, Severity.Error, "A context names what is not there",
        "The cluster or user that the context names is in none of the kubeconfig files.", "Add the entry, or correct the context.");

    public static readonly DiagnosticCode ValueInvalid = new(2106, Severity.Error, "A kubeconfig value can't be used",
        "The value is missing, or is not of the form that the key wants.", "Correct the value of the key that is shown.");

    public static readonly DiagnosticCode FileUnreadable = new(2107, Severity.Error, "A file that a kubeconfig names can't be read",
        "The file is not there, or the operating system refused to read it. Paths are relative to the kubeconfig file.", "Correct the path or the file's permissions.");

    public static readonly DiagnosticCode CertificateInvalid = new(2108, Severity.Error, "A certificate can't be used",
        "The data is no PEM certificate, or not base64 where base64 is wanted.", "Write a PEM certificate.");

    public static readonly DiagnosticCode KeyInvalid = new(2109, Severity.Error, "A private key can't be used",
        "The data is no unencrypted RSA or EC key in PEM, or belongs to another certificate.", "Write the key of the certificate, in PKCS#8, PKCS#1 or SEC1 form.");

    public static readonly DiagnosticCode Contradiction = new(2110, Severity.Error, "Two kubeconfig keys contradict each other",
        "Only one of the keys that are shown can hold.", "Keep one of them.");

    public static readonly DiagnosticCode ProviderRemoved = new(2111, Severity.Error, "An auth-provider is no longer supported",
        "Kubernetes has replaced built-in auth providers by exec plugins.", "Write an exec entry, as the cluster's vendor documents.");

    public static readonly DiagnosticCode DuplicateEntry = new(2112, Severity.Error, "A kubeconfig entry is written twice",
        "One file has two entries of one name, and they can't both be meant.", "Keep one of them.");

    public static readonly DiagnosticCode AccountIncomplete = new(2113, Severity.Error, "The in-cluster account is incomplete",
        "The pod has the address of a cluster, but its service account's token or certificate authority can't be read.", "Mount the service account's token (automountServiceAccountToken).");

    public static readonly DiagnosticCode PluginFailed = new(2114, Severity.Error, "A credential plugin failed",
        "The program that the kubeconfig's exec entry names could not be run, failed, or answered something that is no credential.", "Run the program by hand, and mend what it says.");

    public static readonly DiagnosticCode TokenFileUnreadable = new(2115, Severity.Error, "A token file can't be read",
        "The file that holds the bearer token is gone, unreadable or empty.", "Restore the file.");
}
