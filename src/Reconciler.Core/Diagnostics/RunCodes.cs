namespace Reconciler.Diagnostics;

/// <summary>RCN2301 to RCN2399: what happens while a plan is done.</summary>
public static class RunCodes
{
    public static readonly DiagnosticCode TooSlow = new(2301, Severity.Error, "An object did not become healthy in time",
        "It was applied, and what it stands for is not ready before the deadline.", "Look at what the message says of it. deploy.timeout of the App sets the deadline.");

    public static readonly DiagnosticCode Unhealthy = new(2302, Severity.Error, "An object has failed",
        "It was applied, and can't become healthy by itself.", "Mend what the message names, and apply again.");

    public static readonly DiagnosticCode LeaseTaken = new(2303, Severity.Error, "Somebody else is applying",
        "One process at a time writes for an Environment.", "Wait until it is done. A process that died lets go after half a minute.");

    public static readonly DiagnosticCode LeaseFailed = new(2304, Severity.Error, "The lease can't be had",
        "The right to write could not be taken, so nothing was written.", "Mend what the message names.");

    public static readonly DiagnosticCode InventoryFailed = new(2305, Severity.Error, "The inventory can't be written",
        "What is applied could not be written down first, so nothing was applied.", "Mend what the message names.");

    public static readonly DiagnosticCode HistoryFailed = new(2306, Severity.Warning, "History can't be written",
        "What was applied is in place, but not written down.", "Mend what the message names, and apply again.");

    public static readonly DiagnosticCode WaitsForPod = new(2310, Severity.Error, "A volume is bound only when a pod uses it",
        "Its storage class says volumeBindingMode: WaitForFirstConsumer: the volume is made where the first pod that mounts it runs. Waiting for it before would never end.",
        "Deploy what mounts it. The volume is bound on the way.");

    public static readonly DiagnosticCode VolumeUnknown = new(2311, Severity.Error, "There is no such volume",
        "No claim of the environments that were looked at has the name, or several have it.", "storage lists the volumes. Write NAMESPACE/NAME where a name alone is not clear.");

    public static readonly DiagnosticCode NotKept = new(2330, Severity.Error, "What would be deleted can't be kept for undo",
        "Everything that a run deletes is written down first, so that it can be brought back.", "Mend what the message names, and apply again.");

    public static readonly DiagnosticCode OrdersFailed = new(2331, Severity.Warning, "Standing orders can't be written",
        "What was held or asked for by command is settled, and not struck out.", "Mend what the message names, and apply again.");

    public static readonly DiagnosticCode InventoryMoved = new(2337, Severity.Error, "Somebody else has applied since the plan was made",
        "The inventory was written by another run, so the plan knows less than it should. Nothing was applied.", "Plan and apply again.");

    public static readonly DiagnosticCode KindTooSlow = new(2338, Severity.Error, "A kind is not served in time",
        "The source brings the kind by a Chart or a definition, and the cluster does not have it within the time that the deploy may take (deploy.timeout).", "Look at what brings it, a Chart's Job for instance, and apply again; or give the App more time.");

    public static readonly DiagnosticCode NothingToUndo = new(2332, Severity.Error, "There is nothing that could be undone",
        "Only runs that deleted something can be undone, and only the last ten of them are kept.", "undo --list shows the runs that are kept.");

    public static readonly DiagnosticCode NotRestorable = new(2333, Severity.Warning, "Something does not come back",
        "undo makes objects anew as they were applied. What others kept in them or hung on them is lost with their deletion.", "Read what the message says before you go on.");

    public static readonly DiagnosticCode WhichEnvironment = new(2334, Severity.Error, "It is not clear which environment is meant",
        "The cluster has none, or several.", "Name one with --environment.");

    public static readonly DiagnosticCode ObjectUnknown = new(2335, Severity.Error, "An object can't be found",
        "The cluster has no object of that kind and name, or it may not be read.", "Write KIND/NAME, and the namespace with -n.");

    public static readonly DiagnosticCode NotOurs = new(2336, Severity.Error, "An object is not one of this environment",
        "Only objects that the environment applied can be let go.", "Look at its label and annotations.");

    public static readonly DiagnosticCode Skipped = new(2307, Severity.Error, "Something that was depended on failed",
        "dependsOn or reconciler.dev/depends-on names a part of the source that is not in place.", "Mend that first.");

    public static readonly DiagnosticCode EventFailed = new(2320, Severity.Note, "An Event about the run can't be written",
        "The run itself is not affected: what was applied is in place and in history.", "Let the account create events in the system namespace, if they are wanted.");

    public static readonly DiagnosticCode NeedMissing = new(2321, Severity.Error, "Something outside the source is not in place",
        "dependsOn or reconciler.dev/depends-on names an object of the cluster that is not there or not healthy, so nothing of what waits for it was written.",
        "Mend that object, or wait and apply again. deploy.timeout of the App says how long it is waited for.");

    public static readonly DiagnosticCode NeedUnknown = new(2322, Severity.Error, "Something outside the source can't be read",
        "dependsOn or reconciler.dev/depends-on names an object of the cluster, and whether it is in place could not be found out.",
        "Let the account get and watch the object, or mend what the message names.");

    public static readonly DiagnosticCode PlanFileUnreadable = new(2308, Severity.Error, "A plan file can't be read",
        "The file is no JSON document of kind Plan, or may not be read.", "Make the plan anew with plan --out.");

    public static readonly DiagnosticCode PlanFileUnwritten = new(2309, Severity.Error, "A plan file can't be written",
        "The folder is not there or may not be written to, or the disk is full.", "Name another file after --out.");
}
