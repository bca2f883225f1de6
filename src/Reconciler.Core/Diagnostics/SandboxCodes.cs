namespace Reconciler.Diagnostics;

/// <summary>RCN2151 to RCN2159: the embedded cluster and the file that it lives in.</summary>
public static class SandboxCodes
{
    public static readonly DiagnosticCode InUse = new(2151, Severity.Error, "A process serves the sandbox",
        "The state can't be deleted while a process works with it, such as sandbox start in another terminal.", "End that process first.");

    public static readonly DiagnosticCode NoStore = new(2152, Severity.Error, "The file is no sandbox",
        "RECONCILE_SANDBOX, or the place that is used without it, names a folder or a file that no sandbox made. It was left alone.", "Name another file in RECONCILE_SANDBOX; it need not be there yet.");

    public static readonly DiagnosticCode Unusable = new(2153, Severity.Error, "The sandbox can't be started",
        "Its file can't be made, opened or read, or the process that holds it doesn't answer.",
        "Check the permissions and the free space of its folder. A damaged file goes with sandbox reset.");
}
