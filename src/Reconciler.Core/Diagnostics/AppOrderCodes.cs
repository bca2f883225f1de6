namespace Reconciler.Diagnostics;

/// <summary>RCN2551 to RCN2569: why an App can't be stopped, started, restarted or rolled back as somebody asks.</summary>
public static class AppOrderCodes
{
    public static readonly DiagnosticCode NotAnApp = new(2551, Severity.Error, "Only an App can be ordered so",
        "Stopping, starting, restarting and rolling back is done to Apps; other parts of the source have no processes.", "Name an App.");

    public static readonly DiagnosticCode ProcessUnknown = new(2552, Severity.Error, "An App has no such process",
        "The last deploy of the App has no workload of that process.", "Write the process as it stands in the spec.");

    public static readonly DiagnosticCode RevisionUnknown = new(2553, Severity.Error, "An App has no such revision",
        "History keeps as many revisions as deploy.history says, and this one is not among them.", "reconcile history shows which there are.");

    public static readonly DiagnosticCode NothingToGoBackTo = new(2554, Severity.Error, "There is no revision to go back to",
        "No kept revision before the current one was deployed well from another spec.", "reconcile history shows which there are; --to names one.");

    public static readonly DiagnosticCode TimeMalformed = new(2556, Severity.Error, "It is not clear how long to hold an App",
        "A time is written as 90s, 5m, 2h or 7d, and is longer than none.", "Write it so, or leave it out to hold it until its spec changes.");

    public static readonly DiagnosticCode NotDeployed = new(2555, Severity.Error, "An App was never deployed",
        "What is held is held on top of the last deploy, and history has none of this App.", "Apply its source first.");
}
