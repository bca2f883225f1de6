namespace Reconciler.Diagnostics;

/// <summary>RCN1101 to RCN1129: what specs say of each other, and names, labels and hosts.</summary>
public static class SpecCodes
{
    public static readonly DiagnosticCode UnknownReference = new(1101, Severity.Error, "A spec that is named is not there",
        "The name leads to no spec of the source, or to one in another namespace, where it can't be used from.", "Correct the name, or add the spec.");

    public static readonly DiagnosticCode UnknownProcess = new(1102, Severity.Error, "A process that is named is not there",
        "The App has no process of that name, neither in the spec nor in its Procfile or app.json.", "Correct the name, or add the process.");

    public static readonly DiagnosticCode UnknownConsumer = new(1103, Severity.Error, "A mount is for something that is not there",
        "A mount's processes are names of processes, cron:NAME, cron:* for all of them, run and tasks.", "Write one of the names shown.");

    public static readonly DiagnosticCode Dependency = new(1104, Severity.Error, "A dependency can't be read",
        "A dependency is an App's name, a kind of spec and a name (Storage/uploads), or an object of the cluster: Kind.group/namespace/name.", "Write it in one of these forms.");

    public static readonly DiagnosticCode DependencyCycle = new(1105, Severity.Error, "Dependencies go in a circle",
        "Each waits for the next, so none could ever start.", "Remove one of the dependencies shown.");

    public static readonly DiagnosticCode Duplicate = new(1106, Severity.Error, "A spec is written twice",
        "A spec is known by kind, namespace and name; two of them contradict each other.", "Remove or rename one of the two.");

    public static readonly DiagnosticCode SecondEnvironment = new(1107, Severity.Error, "There is a second Environment",
        "A synced path has at most one Environment, because it holds for everything in the path.", "Keep one, or put the other into a path of its own.");

    public static readonly DiagnosticCode SecondAuth = new(1108, Severity.Error, "Two AutoscalingAuths are for the same triggers",
        "A trigger takes the one of its App and type, and of two it could not tell which.", "Keep one for each App and trigger.");

    public static readonly DiagnosticCode HostTwice = new(1109, Severity.Error, "A host is claimed twice",
        "Requests for a host go to one place only; which one would depend on the controller. With redirectWww the www host belongs to the App too.", "Remove the host from one of the two.");

    public static readonly DiagnosticCode Host = new(1110, Severity.Error, "A host is not valid",
        "A host is a DNS name in lower case without scheme, port and path; a domain may have a star as its whole first part.", "Write the host only.");

    public static readonly DiagnosticCode DerivedName = new(1111, Severity.Error, "A name that is built from others is not legal",
        "Names of objects are put together from the App's name and those of its processes and cron entries; Kubernetes limits them to 63 characters, CronJobs to 52, and a Service's starts with a letter.",
        "Shorten or change one of the names.");

    public static readonly DiagnosticCode Name = new(1112, Severity.Error, "A name is not legal",
        "Kubernetes restricts the characters and the length of names.", "Choose a name as the message says.");

    public static readonly DiagnosticCode NotServed = new(1113, Severity.Error, "Nothing serves the App's hosts",
        "Requests for domains and frontend go to ingress.process, else to web, else to the only exposed process, on its first port that speaks http, https or grpc.",
        "Expose a process with such a port, or name it in ingress.process.");

    public static readonly DiagnosticCode WithoutRouter = new(1114, Severity.Error, "A router is needed and none is known",
        "frontend and envFrom.etcd use the etcd of the external router, which Environment.router names.", "Add router.etcd to the Environment.");

    public static readonly DiagnosticCode Label = new(1115, Severity.Error, "A label or annotation is not legal",
        "Keys are at most 63 letters, digits, -, _ and ., after an optional DNS prefix and a slash. A label's value has the same form and may be empty.", "Correct the key or value as the message says.");

    public static readonly DiagnosticCode ReservedLabel = new(1116, Severity.Error, "A label or annotation is ours to write",
        "Pods are found by app.kubernetes.io/name and component, and part-of and managed-by say whose an object is.", "Remove it, or choose another key.");

    public static readonly DiagnosticCode UnquotedFlag = new(1117, Severity.Error, "An annotation that steers is neither \"true\" nor \"false\"",
        "Annotations are text, and only these two words mean something here.", "Write \"true\" or \"false\", in quotes.");

    public static readonly DiagnosticCode AllowPattern = new(1118, Severity.Error, "A pattern of namespaces is not valid",
        "A pattern is a namespace's name, in which a star stands for any characters.", "Write it as in team-a or team-a-*.");
}
