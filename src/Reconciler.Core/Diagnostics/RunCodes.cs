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

    public static readonly DiagnosticCode Skipped = new(2307, Severity.Error, "Something that was depended on failed",
        "dependsOn or reconciler.dev/depends-on names a part of the source that is not in place.", "Mend that first.");

    public static readonly DiagnosticCode PlanFileUnreadable = new(2308, Severity.Error, "A plan file can't be read",
        "The file is no JSON document of kind Plan, or may not be read.", "Make the plan anew with plan --out.");

    public static readonly DiagnosticCode PlanFileUnwritten = new(2309, Severity.Error, "A plan file can't be written",
        "The folder is not there or may not be written to, or the disk is full.", "Name another file after --out.");
}
