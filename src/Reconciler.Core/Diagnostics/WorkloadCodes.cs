namespace Reconciler.Diagnostics;

/// <summary>RCN1130 to RCN1159: what an App says of its processes, tasks and schedules.</summary>
public static class WorkloadCodes
{
    public static readonly DiagnosticCode ImageMissing = new(1130, Severity.Error, "A process has no image",
        "The App names no image, and not every process has one of its own.", "Write spec.image, or an image for each process.");

    public static readonly DiagnosticCode LatestImage = new(1131, Severity.Warning, "An image can change without the spec changing",
        "Without a tag, or with :latest, what runs depends on when a pod was started, and a rollback brings nothing back. Kubernetes then pulls at every start.",
        "Write a tag or digest; imagePullPolicy: IfNotPresent says that it is meant so.");

    public static readonly DiagnosticCode RequestAboveLimit = new(1132, Severity.Error, "A request is above its limit",
        "Kubernetes refuses a pod that asks for more than it may use. A default request is lowered to the limit by itself.", "Lower the request, or raise the limit.");

    public static readonly DiagnosticCode Resource = new(1133, Severity.Error, "An amount of a resource is not possible",
        "Amounts can't be negative. Devices such as GPUs are whole and are written as limits.", "Correct the amount.");

    public static readonly DiagnosticCode Command = new(1134, Severity.Error, "A command is missing, or written in the wrong form",
        "Cron entries and tasks need a command, and an entrypoint is a list of words.", "Write the command; an entrypoint as shown.");

    public static readonly DiagnosticCode PortTwice = new(1135, Severity.Error, "Two ports of a process can't be told apart",
        "A Service's ports have different names, and different numbers where they speak the same protocol.", "Give one of them another name or number; name defaults to scheme.");

    public static readonly DiagnosticCode Port = new(1136, Severity.Error, "A port is not possible",
        "Ports are 1 to 65535; their names have at most 15 lower-case letters, digits and dashes, with a letter among them.", "Correct the port.");

    public static readonly DiagnosticCode PortConflict = new(1137, Severity.Error, "Two fields disagree about the port",
        "port, the first of ports and the variable PORT are one thing: the port that the process listens on.", "Keep one of them, or write the same number.");

    public static readonly DiagnosticCode ProbeHandlers = new(1138, Severity.Error, "A probe does not ask in exactly one way",
        "A probe has one of exec, httpGet, tcpSocket and grpc.", "Write one of them.");

    public static readonly DiagnosticCode ProbePort = new(1139, Severity.Error, "A probe asks a port that is not there",
        "A probe names a port of its process, a number, or nothing for the primary port, which a process without ports does not have.", "Write a port that the message shows, or add one to the process.");

    public static readonly DiagnosticCode ProbeField = new(1140, Severity.Error, "A field of a probe has no meaning here",
        "Kubernetes wants successThreshold 1 for liveness and startup, and a grace period of its own not for readiness.", "Remove the field.");

    public static readonly DiagnosticCode CronTwice = new(1141, Severity.Error, "Two cron entries or tasks have one name",
        "Cron entries are known by their names, and so are the tasks of a phase.", "Rename one of them.");

    public static readonly DiagnosticCode OnceBefore = new(1142, Severity.Error, "Only a task after the deploy can run once",
        "A task before the deploy prepares for a revision, so it runs for each one; what runs once in an App's life belongs after.", "Move the task to deploy.tasks.after, or remove once.");

    public static readonly DiagnosticCode NotPositive = new(1143, Severity.Error, "A duration has to be above zero",
        "Nothing could ever happen in no time at all.", "Write a longer duration, or leave the field out for its default.");

    public static readonly DiagnosticCode Deadline = new(1144, Severity.Error, "A deadline is over before what it waits for",
        "A deploy's timeout has to be longer than the time for which new pods have to be ready, and a gate's longer than one of its requests.", "Raise the longer one, or lower the shorter one.");

    public static readonly DiagnosticCode Rollout = new(1145, Severity.Error, "A rollout could not move",
        "With neither a pod more nor a pod less than wanted, no pod can be replaced. Both are a number or a percentage, maxUnavailable at most 100%.", "Raise one of the two, or use deploy.strategy: recreate.");

    public static readonly DiagnosticCode Disruption = new(1146, Severity.Error, "A disruption budget says two things or nothing",
        "A budget has exactly one of minAvailable and maxUnavailable, a number or a percentage.", "Write one of them.");

    public static readonly DiagnosticCode BlueGreenProbe = new(1147, Severity.Error, "Nothing tells when a new version is ready",
        "With blueGreen all requests move at once, so each process that answers on a port needs a readiness probe or the health gate.", "Add healthChecks.readiness, or deploy.healthGate.");

    public static readonly DiagnosticCode GatePort = new(1148, Severity.Error, "The health gate has no port to ask",
        "The gate asks the port named healthcheck, else the primary port of each process that it is for.", "Add a port to the process, or name other processes.");

    public static readonly DiagnosticCode OnlyBlueGreen = new(1149, Severity.Warning, "A field has no effect without blueGreen",
        "keepPrevious, preview and drain are about two versions that stand side by side.", "Write deploy.strategy: blueGreen, or remove the field.");

    public static readonly DiagnosticCode HttpTrigger = new(1150, Severity.Error, "An http trigger can't work",
        "The HTTP add-on counts requests by host: the App needs domains, and a process has at most one such trigger.", "Add domains, or remove the trigger.");

    public static readonly DiagnosticCode ReplicaRange = new(1151, Severity.Error, "An autoscaler's minimum is above its maximum",
        "min defaults to replicas, and max to the higher of replicas and min.", "Raise max, or lower min or replicas.");

    public static readonly DiagnosticCode NoTriggers = new(1152, Severity.Warning, "Autoscaling has no effect",
        "Without triggers there is nothing to scale by, so the replica count stays as it is.", "Add a trigger, or remove autoscaling.");

    public static readonly DiagnosticCode Sysctl = new(1153, Severity.Error, "A sysctl holds for the whole machine",
        "A pod may only set what the kernel keeps apart for it: net.*, kernel.shm*, kernel.msg*, kernel.sem and fs.mqueue.*.",
        "Set it for machines: Environment.cluster.sysctls, or NodeProfile.sysctls.");

    public static readonly DiagnosticCode Capability = new(1154, Severity.Error, "A capability is not written as Kubernetes wants it",
        "Capabilities are written in capitals and without CAP_, as in NET_ADMIN.", "Write it as shown.");

    public static readonly DiagnosticCode PodSpecField = new(1155, Severity.Error, "podSpec sets what is not its own",
        "What decides an App's identity or lifecycle comes from the fields of the App, so that the two can't contradict each other.", "Use the field that the message shows.");

    public static readonly DiagnosticCode PodSpecContainer = new(1156, Severity.Error, "A container of podSpec can't be placed",
        "A container is \"*\" (the main one of every pod), a process's name, or a sidecar, which needs an image of its own.", "Correct the name, or add the image.");

    public static readonly DiagnosticCode PortVariable = new(1157, Severity.Error, "PORT comes from elsewhere",
        "PORT is set by us to the port that the process listens on, so it can't come from elsewhere.", "Remove the variable, or write the number.");

    public static readonly DiagnosticCode Reference = new(1158, Severity.Error, "A field belongs to another kind of reference",
        "key and optional say something about a Secret or ConfigMap; field and resource have neither.", "Remove the field, or name a Secret or ConfigMap.");
}
