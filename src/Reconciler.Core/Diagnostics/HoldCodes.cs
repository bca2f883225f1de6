namespace Reconciler.Diagnostics;

/// <summary>RCN3051 to RCN3069: what the controller leaves for now. No approval lifts them; what does, each says.</summary>
public static class HoldCodes
{
    public static readonly DiagnosticCode Paused = new(3051, Severity.Error, "It is paused",
        "Somebody paused it, so the controller neither applies, repairs nor prunes it.", "reconcile resume, when it is to go on.");

    public static readonly DiagnosticCode FailedBefore = new(3052, Severity.Error, "It failed, and nothing has changed since",
        "The same spec failed at its last deploy. Trying again and again would hide that.", "Change the spec, or have it tried once more with reconcile sync.");

    public static readonly DiagnosticCode DriftReported = new(3053, Severity.Error, "Drift is only reported",
        "Somebody changed live objects, and sync.drift of the Environment says report.", "reconcile sync puts them back once; sync.drift: repair always does.");

    public static readonly DiagnosticCode Fought = new(3054, Severity.Error, "Somebody changes it back as often as it is repaired",
        "Repairing it for ever would only make noise, so it is left alone for a while, each time for longer.", "Stop the manager that the message names, or leave the fields to it with reconciler.dev/ignore.");

    public static readonly DiagnosticCode OutsideWindow = new(3055, Severity.Error, "It is not the time to apply",
        "sync.windows of the Environment say when the controller writes, and now is not such a time.", "Wait, or have it applied now with reconcile sync.");

    public static readonly DiagnosticCode Suspended = new(3056, Severity.Error, "The Environment is suspended",
        "sync.suspend of the Environment is true, so the controller only plans.", "Set sync.suspend to false in a commit.");

    public static readonly DiagnosticCode Stopped = new(3060, Severity.Note, "An App is stopped by command",
        "Somebody ran reconcile stop. It has no pods and its CronJobs are suspended until its spec changes.", "reconcile start, when it is to run again.");

    public static readonly DiagnosticCode Started = new(3061, Severity.Note, "An App runs although its spec says stopped",
        "Somebody ran reconcile start on an App with deploy.stopped. It runs until its spec changes.", "reconcile resume, when the spec is to count again.");

    public static readonly DiagnosticCode Restarted = new(3062, Severity.Note, "The pods of a workload were made anew by command",
        "Somebody ran reconcile restart. The pod template says so until it changes anyway, because taking that away would make the pods anew once more.", "Nothing has to be done.");

    public static readonly DiagnosticCode RolledBack = new(3063, Severity.Note, "An App is rolled back",
        "Somebody ran reconcile rollback. The App has the objects of an older revision until the time is over or its spec changes.", "Mend the spec, or reconcile resume when it is to count again.");

    public static readonly DiagnosticCode HoldEnds = new(3064, Severity.Note, "A hold has ended",
        "An App was stopped, started or rolled back by command, and its spec has changed since.", "Run the command again if the new spec is to be held too.");

    public static readonly DiagnosticCode RevisionGone = new(3065, Severity.Error, "The revision that an App is rolled back to is gone",
        "History keeps as many revisions as deploy.history says, and somebody deleted this one. What is there stays.", "Roll back to another revision, or reconcile resume the App.");

    public static readonly DiagnosticCode SecretGone = new(3066, Severity.Error, "A Secret that a revision needs is gone",
        "History keeps no values of Secrets, so an older revision needs its Secrets to be in the cluster still.", "Apply the source, which makes the newest ones, or go back to a revision that doesn't need it.");

    public static readonly DiagnosticCode MovedAway = new(3067, Severity.Warning, "An object of an older revision belongs to another part now",
        "A rollback brings back what a revision had, but takes nothing away from another App.", "Look whether the App works without it, or roll the other one back too.");
}
