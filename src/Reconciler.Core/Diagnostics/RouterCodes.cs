namespace Reconciler.Diagnostics;

/// <summary>RCN2601 to RCN2629: the etcd of the external load balancer, and variables that are kept in it.</summary>
public static class RouterCodes
{
    public static readonly DiagnosticCode VariablesUnknown = new(2601, Severity.Error, "Variables of an App can't be read from etcd",
        "What is unknown is not empty: without its variables the App is left as it is, and nothing of it is changed or deleted. All others go on.",
        "Make etcd reachable with what router.etcd of the Environment says, and plan again.");

    public static readonly DiagnosticCode NoVariables = new(2602, Severity.Error, "There is nothing below a folder of etcd",
        "An App takes its variables from there, and no key lies directly below it.", "Write the keys, correct the path, or add optional: true beside etcd.");

    public static readonly DiagnosticCode NoVariableName = new(2603, Severity.Warning, "A key of etcd gives no variable",
        "Its last part, in capitals and with _ for -, is no name that a variable may have, or another key gives the same name. It is left out.", "Rename the key, or move it away.");

    public static readonly DiagnosticCode RouterUnknown = new(2604, Severity.Error, "The router's etcd can't be read",
        "What is unknown is not absent: the frontends in it stay as they are, and Apps that want one are not changed, since an older version may still be served by it.",
        "Make etcd reachable with what router.etcd of the Environment says, and plan again.");

    public static readonly DiagnosticCode ForeignFrontend = new(2605, Severity.Error, "A frontend of that host belongs to somebody else",
        "It stands in the router's etcd and was not made from this source. Writing it would take the host from its owner.",
        "Choose another host, or take it over with reconciler.dev/adopt: \"true\" on the App.");

    public static readonly DiagnosticCode ForeignBackend = new(2606, Severity.Error, "A backend of that name belongs to somebody else",
        "Backends are called by namespace, App and, under blueGreen, version. Another App, or another tool, has one of the name.", "Rename the App, or remove the key from etcd.");

    public static readonly DiagnosticCode NoAddress = new(2607, Severity.Error, "A Service has no address for its frontend",
        "The router sends requests to the Service's address in the cluster. A headless Service has none, and one that is not there neither.", "Give the process that serves the App a Service of type ClusterIP.");

    public static readonly DiagnosticCode RouterRefused = new(2608, Severity.Error, "A frontend can't be written",
        "The router's etcd did not do what was asked, or it is not known whether it did.", "Mend what the message names, and apply again.");

    public static readonly DiagnosticCode PastInterceptor = new(2609, Severity.Warning, "Requests of a frontend don't start their process",
        "KEDA's interceptor stands before processes with an http trigger and counts requests. The router has no way to it: it sends requests to the Service itself.",
        "Set autoscaling.min to 1 or more, or use domains with an ingress.");

    public static readonly DiagnosticCode NeedsSource = new(2610, Severity.Error, "A router has to be told, and no source is read",
        "Going back to a version with a Service of its own (deploy.preview) changes what the router sends requests to. The command reads history only, and where the router is stands in the source.",
        "Revert the commit: the version is found again by its hash, and the router is told.");
}
