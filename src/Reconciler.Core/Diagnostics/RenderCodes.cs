namespace Reconciler.Diagnostics;

/// <summary>RCN1301 to RCN1319: problems that only show when objects are rendered.</summary>
public static class RenderCodes
{
    public static readonly DiagnosticCode SameObject = new(1301, Severity.Error, "Two specs make the same object",
        "Both would write it in turn, and each would undo the other.", "Rename one of the two specs or processes, or remove the manifest.");

    public static readonly DiagnosticCode EtcdEnvironment = new(1302, Severity.Note, "Variables come from etcd",
        "What stands in etcd is read when the App is planned, so a rendering without a cluster doesn't show it.", "Nothing to do.");

    public static readonly DiagnosticCode SidecarInJob = new(1303, Severity.Note, "A sidecar is left out of Jobs",
        "A container that never ends would keep a Job from ever finishing.", "Write it as an init container with restartPolicy Always if Jobs need it too.");

    public static readonly DiagnosticCode OutsideAllowed = new(1304, Severity.Error, "An object lies outside what the Environment allows",
        "Environment.allow limits the namespaces that the source may touch, and whether it may have cluster-scoped objects.", "Move the object into an allowed namespace, or widen allow.");
}
