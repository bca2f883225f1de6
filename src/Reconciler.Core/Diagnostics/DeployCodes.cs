namespace Reconciler.Diagnostics;

/// <summary>Deploys of Apps that stop before or at the moment when requests would go to the new version.</summary>
public static class DeployCodes
{
    public static readonly DiagnosticCode GateFailed = new(2341, Severity.Error, "New pods have not passed the health gate",
        "deploy.healthGate asks every new pod, and one of them didn't answer as it has to within the time of the gate. Requests still go to what they went to before.",
        "Look at the answer that the message shows and at the pod's log, mend the App and apply again; or give it more time with deploy.healthGate.timeout.");

    public static readonly DiagnosticCode TaskFailed = new(2342, Severity.Error, "A task of the deploy failed",
        "A Job of deploy.tasks ended with an error. One before the deploy stops it before anything is replaced; one after it leaves everything in place.",
        "Look at its log, mend what stopped it and apply again.");

    public static readonly DiagnosticCode StillSelected = new(2343, Severity.Error, "An old version is still selected by its Service",
        "A version to which requests go is never scaled down or deleted, whatever the plan said.", "Look at the Service's selector and who changed it, and apply again.");

    public static readonly DiagnosticCode DrainUnknown = new(2344, Severity.Error, "It can't be known whether requests still go to the old version",
        "The EndpointSlices of the Service name pods of the old version, or could not be read. The old version stays until that is known.",
        "Let the account list endpointslices, look at what holds them, and apply again.");

    public static readonly DiagnosticCode NotEmptied = new(2345, Severity.Error, "An old version does not go",
        "It was scaled to nothing and still has pods.", "Look at its pods, and apply again.");

    public static readonly DiagnosticCode RolledBack = new(2346, Severity.Warning, "A deploy failed and was rolled back",
        "deploy.rollbackOnFailure brought back the last good revision. What failed is not tried again until the source changes, or somebody applies it.",
        "Look at why it failed, and push a change.");

    public static readonly DiagnosticCode Resting = new(2348, Severity.Note, "An old version rests",
        "deploy.keepPrevious keeps it beside the one that serves, without pods, so that a reverted commit finds it at once.", "Lower deploy.keepPrevious to let it go.");

    public static readonly DiagnosticCode NotRolledBack = new(2347, Severity.Error, "A deploy failed and could not be rolled back",
        "deploy.rollbackOnFailure is set, and the last good revision is not there, or not all of it could be brought back.",
        "Mend what the message names, and apply again or roll back by hand.");
}
