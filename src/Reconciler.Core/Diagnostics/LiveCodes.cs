namespace Reconciler.Diagnostics;

/// <summary>RCN2501 to RCN2549: commands about an App as it runs.</summary>
public static class LiveCodes
{
    public static readonly DiagnosticCode NothingRuns = new(2501, Severity.Error, "The App has no process",
        "One-off commands borrow image, configuration and mounts from a Deployment of the App, and the cluster has none of it.", "Apply the App first. status shows what is there.");

    public static readonly DiagnosticCode ProcessUnknown = new(2502, Severity.Error, "The App has no such process",
        "-p names a process of the App as it runs.", "Write one of those that the message names.");

    public static readonly DiagnosticCode NoCommand = new(2503, Severity.Error, "There is no command to run",
        "What follows -- is the command, word by word; no shell reads it.", "Write run shop -- rake db:version, for example; for a shell's language -- sh -c '…'.");

    public static readonly DiagnosticCode NotMade = new(2504, Severity.Error, "The Job can't be made",
        "The cluster refused it, so nothing was run.", "Mend what the message names.");

    public static readonly DiagnosticCode NotStarted = new(2505, Severity.Error, "The command can't be started",
        "The Job was made, and its pod does not come up: an image that can't be pulled, no room on any node, or configuration that is missing. It is deleted again.", "Mend what the message names, and run it again.");

    public static readonly DiagnosticCode RunUnknown = new(2506, Severity.Error, "There is no such run",
        "Runs are Jobs that clean themselves up some time after they have ended.", "runs lists those that are there.");

    public static readonly DiagnosticCode CronUnknown = new(2507, Severity.Error, "The App has no such CronJob",
        "The name is that of an entry under cron of the App.", "Write one of those that the message names.");

    public static readonly DiagnosticCode CronBusy = new(2517, Severity.Error, "A CronJob is running already",
        "Its concurrency is forbid or replace: no two of its Jobs may run at once, also when one is started by hand.", "Wait until it has ended, or stop it with runs stop.");

    public static readonly DiagnosticCode NoPod = new(2508, Severity.Error, "No pod is running",
        "A command needs a pod of the process that runs. Pods of cron, run and tasks don't count.", "status shows what is wrong. run starts a pod of its own.");

    public static readonly DiagnosticCode CommandLost = new(2509, Severity.Error, "How the command ended is not known",
        "The connection to it could not be made, or broke, or its pod was deleted.", "Look at what it did before you run it again.");

    public static readonly DiagnosticCode NoLog = new(2510, Severity.Error, "There is no log",
        "No container of what was asked for has one.", "status shows what there is.");

    public static readonly DiagnosticCode LogBroken = new(2511, Severity.Warning, "A log can't be read",
        "The others are shown.", "Mend what the message names.");

    public static readonly DiagnosticCode NotRouted = new(2512, Severity.Error, "The App has no domains",
        "Neither an Ingress, an IngressRoute nor an HTTPRoute of it is in the cluster.", "Give it domains and an ingress class, and apply.");

    public static readonly DiagnosticCode NoController = new(2513, Severity.Error, "No ingress controller is found",
        "It is looked for by the labels that its own chart gives its pods, in all namespaces.", "See whether it runs, and whether you may list pods in its namespace.");

    public static readonly DiagnosticCode NotCleanedUp = new(2514, Severity.Warning, "A Job could not be deleted",
        "It ends and goes by itself in the time that it names.", "runs stop deletes it.");

    public static readonly DiagnosticCode StartsSlowly = new(2515, Severity.Note, "A command is not started yet",
        "Its pod waits for something that may still come.", "Wait, or interrupt.");

    public static readonly DiagnosticCode NotShown = new(2516, Severity.Error, "The controller's configuration can't be had",
        "It is read from a running pod of the controller.", "Mend what the message names.");
}
