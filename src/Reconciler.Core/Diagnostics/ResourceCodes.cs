namespace Reconciler.Diagnostics;

/// <summary>RCN1431 to RCN1469: autoscaling, charts and what else is rendered beside an App's workloads.</summary>
public static class ResourceCodes
{
    public static readonly DiagnosticCode SecondHttpTrigger = new(1431, Severity.Error, "A process has more than one http trigger",
        "KEDA's HTTP add-on counts the requests of a process once, by one measure.", "Keep one http trigger.");

    public static readonly DiagnosticCode HttpNeedsDomains = new(1432, Severity.Error, "An http trigger has no domains to count requests of",
        "KEDA's HTTP add-on knows requests by their host.", "Write the App's domains, or use another trigger.");

    public static readonly DiagnosticCode HttpScaleBy = new(1433, Severity.Error, "An http trigger scales by something unknown",
        "KEDA's HTTP add-on measures the rate of requests or how many are open at once.", "Write scale_by: request_rate or scale_by: concurrency.");

    public static readonly DiagnosticCode HttpSetting = new(1434, Severity.Error, "A setting of an http trigger is not valid",
        "The settings are scale_by, request_rate_target_value, request_rate_window_seconds, request_rate_granularity_seconds, concurrency_target_value and scaledown_period_seconds; all but the first are whole numbers above zero.",
        "Correct the setting named.");

    public static readonly DiagnosticCode HttpProcess = new(1435, Severity.Error, "An http trigger stands at a process that gets no requests",
        "Only the process that serves the App's domains gets requests through the interceptor, and only with a Service and a port that speaks http.",
        "Move the trigger to the process that serves domains, or name this one in ingress.process.");

    public static readonly DiagnosticCode FallbackRefused = new(1436, Severity.Error, "A fallback has no trigger that it is for",
        "KEDA refuses a fallback where every trigger is cpu or memory: the cluster measures these itself and there is nothing to fall back from.", "Remove the fallback.");

    public static readonly DiagnosticCode ReplicaBounds = new(1437, Severity.Error, "The bounds of an autoscaler don't fit",
        "min is at most max, and at least 1 where nothing could wake a process that has no pods: with engine hpa, and where every trigger is cpu or memory.", "Correct min or max.");

    public static readonly DiagnosticCode TriggerNameTwice = new(1438, Severity.Error, "Two triggers have the same name",
        "KEDA wants the names of a process's triggers to differ.", "Rename one of the two.");

    public static readonly DiagnosticCode HpaTrigger = new(1439, Severity.Error, "A HorizontalPodAutoscaler can't use this trigger",
        "With engine hpa a trigger is cpu or memory, its metricType Utilization (a percentage of the request) or AverageValue (a quantity for each pod), and metadata.value its target.",
        "Correct the trigger, or use engine keda.");

    public static readonly DiagnosticCode HpaIgnores = new(1440, Severity.Warning, "A field has no effect with engine hpa",
        "A HorizontalPodAutoscaler has no polling interval, cooldown, fallback or authentication.", "Remove the field, or use engine keda.");

    public static readonly DiagnosticCode NothingRequested = new(1441, Severity.Warning, "A process is scaled by something that it does not request",
        "Use is measured against the container's request. Where neither a request nor a limit is there, and no LimitRange of the namespace gives one, the autoscaler does nothing.",
        "Write a request for it under resources.");

    public static readonly DiagnosticCode EmptyAuth = new(1442, Severity.Error, "An AutoscalingAuth has no parameters",
        "Without parameters there is nothing that a trigger could log in with.", "Write its parameters, or remove it.");

    public static readonly DiagnosticCode MissingChart = new(1443, Severity.Note, "A chart that something needs is not in the source",
        "The feature works only where the chart is installed. Where something else installs it, all is well.", "Add the Chart that is shown, or install it otherwise.");

    public static readonly DiagnosticCode UnknownChart = new(1444, Severity.Error, "A chart is not known well enough to be installed",
        "Only known charts have a repository and a version of their own.", "Write repo and version.");

    public static readonly DiagnosticCode ChartPath = new(1445, Severity.Error, "A path in set or setString can't be followed",
        "A path is keys with dots between them, a dot inside a key written \\., and [n] for the item of a list.", "Correct the path.");

    public static readonly DiagnosticCode ChartSource = new(1446, Severity.Error, "A chart can't be installed from there",
        "The cluster's helm controller reads values from Secrets only, and an oci:// address names the chart itself.", "Write it as the message says.");

    public static readonly DiagnosticCode LogSink = new(1447, Severity.Error, "A log sink can't be read",
        "A sink is type://?key=value&key[sub]=value, with the options that vector's sink of that type has; its inputs are ours.", "Correct the part named.");

    public static readonly DiagnosticCode SinkWithoutChart = new(1448, Severity.Warning, "A log sink is set and nothing ships logs",
        "Environment.logs.sink becomes values of Chart vector, which is not in the source.", "Add the Chart that is shown.");
}
